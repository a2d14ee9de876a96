"""Members of a ZIP that clamd passes over in silence, put before it a second time.

clamd 1.4 says OK without having looked at a member whose header and directory disagree, whose sizes stand in ZIP64
fields or behind its data in a file that does not begin as a ZIP, that no directory names, and many more
(`zip_members.py`). After an OK the ZIP is therefore read as other programs read it, and when clamd may have missed
something every member is written into a plain ZIP for it.
"""

import mmap
from pathlib import Path

from assay_clamav.plain_zip import write_plain_zip
from assay_clamav.zip_members import Unreadable, Zip, read_zip

__all__ = ["Unreadable", "write_unseen"]

_MOST_COPIES = 2
"""The packed bytes of honest members lie beside each other; of a stored ZIP within they may be found twice."""


def write_unseen(path: Path, target: Path, most_unpacked: int) -> bool:
    """Writes to `target` the ZIP that clamd is to look at too; False, and no file, when it has seen everything.

    Raises `Unreadable` when there is something that clamd cannot be shown, `OSError` when the copy cannot be written.
    """
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = read_zip(data, most_unpacked)
        if found is None:
            return False
        _check_sizes(found, len(data), most_unpacked)
        if found.plain or not found.members:
            return False
        write_plain_zip(data, found.members, target)
        return True


def _check_sizes(found: Zip, length: int, most_unpacked: int) -> None:
    # clamd cuts a member that is longer than the limit off there, and says nothing.
    total = sum(member.unpacked for member in found.members)
    if total > most_unpacked:
        raise Unreadable(f"the ZIP unpacks to {total} bytes, more than the {most_unpacked} that are looked at")
    if sum(member.packed for member in found.members) > _MOST_COPIES * length:
        raise Unreadable("the files in the ZIP lie over each other")
