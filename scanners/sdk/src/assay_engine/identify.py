"""What type a file is of, by libmagic. Hostile bytes are parsed here: it runs in confined processes only."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from assay_engine.sample import SampleType
from assay_engine.type_tags import type_tag

HEAD_BYTES = 128 * 1024
"""Enough for the deepest signature that matters, that of an ISO image at 32 KiB; text costs libmagic 6 ms a MiB."""


def identify(path: Path) -> SampleType:
    """The type of the file at `path`. Raises `OSError` when it cannot be read or libmagic is missing."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return identify_bytes(head, path)


def identify_bytes(head: bytes, path: Path | None = None) -> SampleType:
    """The type of what begins with `head`; with `path` more of the file may be looked at, such as a zip's directory."""
    magic, mime = (_plain(matcher.from_buffer(head)) for matcher in _matchers())
    return SampleType(tag=type_tag(head, mime, magic, path), mime=mime[:256], magic=magic[:1024])


def load_libmagic() -> str:
    """Loads the magic database before the first file, and gives libmagic's version, such as "5.44"."""
    for matcher in _matchers():
        matcher.from_buffer(b"\0")
    number = str(_module().version())
    return f"{number[:-2]}.{number[-2:]}"


@cache
def _matchers() -> tuple[Any, Any]:
    module = _module()
    return module.Magic(), module.Magic(mime=True)


@cache
def _module() -> Any:
    # The system's libmagic gets its distribution's security updates, so it goes first. The wheel changes the
    # environment and ctypes when it is imported, and so is imported only where there is no other.
    try:
        import magic
    except ImportError:
        import pylibmagic  # noqa: F401
        import magic  # isort: skip
    return magic


def _plain(text: str) -> str:
    """Without control characters, which a hostile file can bring into a description."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text.encode("utf-8", "replace").decode("utf-8", "replace")).strip()
