"""The engine: it describes and gives no verdict."""

import ctypes
import gc
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay_engine import Context, Engine, Log, Result, Sample, SampleType, Versions
from assay_engine.identify import identify, load_libmagic

from assay_filetype.ends import read_ends
from assay_filetype.fuzzy import fuzzy_hashes
from assay_filetype.pe_header import read_pe_header
from assay_filetype.tags import find_tags
from assay_filetype.trid import likely_types
from assay_filetype.types import words_for

if TYPE_CHECKING:
    from magika import Magika

_LIBRARIES = (("magika", "magika"), ("ssdeep", "ssdeep-wheel"))
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


class FiletypeEngine(Engine):
    _magika: "Magika"
    _libmagic: str

    def load(self, ctx: Context) -> None:  # noqa: ARG002
        # numpy, which Magika needs, starts a thread per processor for linear algebra that is never done here.
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        from assay_filetype.magika_model import load_magika

        self._libmagic = load_libmagic()
        self._magika = load_magika()
        gc.collect()
        # The model's file was read and parsed; the pages go back before children share them.
        ctypes.CDLL(None).malloc_trim(0)

    def scan(self, sample: Sample, log: Log) -> Result:
        from assay_filetype.magika_model import label

        found = sample.type or identify(sample.path)
        attributes = describe(sample.path, found)
        magika = label(self._magika, sample.path)
        if magika is None:
            log.warning("Magika could not read the file")
        else:
            attributes["magika"] = magika
        return Result.describes(attributes)

    def versions(self) -> Versions:
        libraries = ", ".join(f"{name} {version(package)}" for name, package in _LIBRARIES)
        return Versions(f"libmagic {self._libmagic}, {libraries}"[:128])

    def selftest(self) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(EMPTY_ZIP)
            file.flush()
            path = Path(file.name)
            attributes = describe(path, identify(path))
        expected = {
            "ssdeep": "3:pjt/l:Nt",
            "trid": [{"file_type": "ZIP compressed archive (empty)", "probability": 100}],
            "type_tag": "zip",
        }
        for name, value in expected.items():
            if attributes.get(name) != value:
                raise RuntimeError(f"{name} of an empty ZIP is {attributes.get(name)}, not {value}")
        if (
            str(self._magika.identify_bytes(b"import os\n\n\ndef main():\n    print(os.getcwd())\n" * 20).output.label)
            != "python"
        ):
            raise RuntimeError("Magika does not know Python")


def describe(path: Path, found: SampleType) -> dict[str, Any]:
    """All but Magika's word. Attributes that cannot be told are missing, never null."""
    ends = read_ends(path)
    pe = read_pe_header(ends)
    hashes = fuzzy_hashes(path)
    attributes: dict[str, Any] = {"magic": found.magic, "ssdeep": hashes.ssdeep}
    if hashes.tlsh is not None:
        attributes["tlsh"] = hashes.tlsh
    types = likely_types(ends, found.tag, pe)
    if types:
        attributes["trid"] = types
    tags = find_tags(path, ends, found.tag, pe)
    if tags:
        attributes["tags"] = tags
    if found.tag is None:
        attributes["type_description"] = "unknown"
        return attributes
    words = words_for(found.tag)
    attributes |= {"type_description": words.description, "type_tag": found.tag, "type_tags": list(words.tags)}
    if words.extension is not None:
        attributes["type_extension"] = words.extension
    return attributes
