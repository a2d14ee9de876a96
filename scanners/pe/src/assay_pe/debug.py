"""Debug directory."""

import time
import uuid
from typing import Any

from assay_pe.names import readable

MAX_ENTRIES = 256
ENTRY_BYTES = 28
MAX_PATH = 512
_TYPES = {
    0: "UNKNOWN", 1: "COFF", 2: "CODEVIEW", 3: "FPO", 4: "MISC", 5: "EXCEPTION", 6: "FIXUP", 7: "OMAP_TO_SRC",
    8: "OMAP_FROM_SRC", 9: "BORLAND", 10: "RESERVED10", 11: "CLSID", 12: "VC_FEATURE", 13: "POGO", 14: "ILTCG",
    15: "MPX", 16: "REPRO", 17: "EMBEDDED_PORTABLE_PDB", 19: "PDBCHECKSUM", 20: "EX_DLLCHARACTERISTICS",
}  # fmt: skip


def describe_debug(pe: Any) -> list[dict[str, Any]]:
    """One entry per debug record, with the place of the symbols where it names one."""
    return [_entry(record) for record in getattr(pe, "DIRECTORY_ENTRY_DEBUG", ())[:MAX_ENTRIES]]


def _entry(record: Any) -> dict[str, Any]:
    head = record.struct
    entry: dict[str, Any] = {
        "type": head.Type,
        "type_str": f"IMAGE_DEBUG_TYPE_{_TYPES.get(head.Type, 'UNKNOWN')}",
        "timestamp": time.asctime(time.gmtime(head.TimeDateStamp)),
        "offset": head.PointerToRawData,
        "size": head.SizeOfData,
    }
    codeview = _codeview(record.entry)
    if codeview is not None:
        entry["codeview"] = codeview
    return entry


def _codeview(found: Any) -> dict[str, Any] | None:
    name = getattr(found, "PdbFileName", None)
    if name is None:
        return None
    path = readable(name.partition(b"\0")[0], MAX_PATH)
    if found.name == "CV_INFO_PDB70":
        tail = bytes([found.Signature_Data4, found.Signature_Data5]) + found.Signature_Data6
        number = int.from_bytes(tail, "big")
        fields = (found.Signature_Data1, found.Signature_Data2, found.Signature_Data3)
        guid = uuid.UUID(int=(fields[0] << 96) | (fields[1] << 80) | (fields[2] << 64) | number)
        return {"signature": "RSDS", "guid": str(guid), "age": found.Age, "name": path}
    stamp = time.asctime(time.gmtime(found.Signature))
    return {"signature": "NB10", "offset": found.CvHeaderOffset, "timestamp": stamp, "age": found.Age, "name": path}
