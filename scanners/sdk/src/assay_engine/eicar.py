"""The test file that every antivirus agrees to call malicious, and never stored as one piece."""

from collections.abc import Iterable

_HALVES = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STAND", "ARD-ANTIVIRUS-TEST-FILE!$H+H*")


def eicar() -> bytes:
    """The 68 bytes of the EICAR test file. Source: eicar.org, "Anti-Malware Testfile"."""
    return _join(_HALVES)


def _join(halves: Iterable[str]) -> bytes:
    return "".join(halves).encode("ascii")
