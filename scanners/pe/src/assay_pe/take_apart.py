"""Everything that is said of one PE file."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pefile
from assay_engine import Log, Unsupported

from assay_pe.authentihash import authentihash
from assay_pe.damage import Reader
from assay_pe.debug import ENTRY_BYTES, MAX_ENTRIES, describe_debug
from assay_pe.imports import describe_exports, describe_imports
from assay_pe.names import readable
from assay_pe.overlay import describe_overlay
from assay_pe.resources import describe_resources, walk_resources
from assay_pe.rich import describe_rich
from assay_pe.sections import describe_sections
from assay_pe.signature import describe_signature
from assay_pe.statistics import Budget
from assay_pe.version_info import describe_version

BUDGET_TIMES = 4
"""So many times a file's own length is looked at in all: its parts may lie over each other, as few do."""

_EXPORT, _IMPORT, _DEBUG, _DELAY_IMPORT = 0, 1, 6, 13


def take_apart(data: Any, log: Log) -> dict[str, Any]:
    """Attributes of the file object. `data` is a buffer that can be sliced and searched.

    Raises `Unsupported` for what is no PE file. Of a damaged one everything is told that can be read; what could not is
    named in the log.
    """
    try:
        pe = pefile.PE(data=data, fast_load=True)
    except pefile.PEFormatError as error:
        raise Unsupported(f"not a PE file: {readable(str(error), 200)}") from error
    read = Reader(log)
    budget = Budget(BUDGET_TIMES * len(data) + 1024 * 1024)
    _parse_directories(pe, read)
    resources = read("resources", lambda: walk_resources(pe, data)) or []
    header = pe.FILE_HEADER
    info: dict[str, Any] = {
        "timestamp": header.TimeDateStamp,
        "machine_type": header.Machine,
        "entry_point": pe.OPTIONAL_HEADER.AddressOfEntryPoint,
        "header": _header(pe),
    }
    lists: dict[str, Callable[[], Any]] = {
        "sections": lambda: describe_sections(pe, data, budget),
        "imphash": pe.get_imphash,
        "import_list": lambda: describe_imports(pe),
        "exports": lambda: describe_exports(pe),
        "overlay": lambda: describe_overlay(pe, data, budget),
        "debug": lambda: describe_debug(pe),
    }
    for name, describe in lists.items():
        value = read(name, describe)
        if value:
            info[name] = value
    info |= read("Rich header", lambda: describe_rich(pe)) or {}
    info |= read("resources", lambda: describe_resources(resources, data, budget)) or {}
    attributes: dict[str, Any] = {"pe_info": info}
    if header.TimeDateStamp:
        attributes["creation_date"] = header.TimeDateStamp
    digest = read("authentihash", lambda: authentihash(pe, data))
    if digest:
        attributes["authentihash"] = digest
    signature = {
        **(read("version resource", lambda: describe_version(resources, data)) or {}),
        **(read("signature", lambda: describe_signature(pe, data, read)) or {}),
    }
    if signature:
        attributes["signature_info"] = signature
    return attributes


def _parse_directories(pe: Any, read: Reader) -> None:
    directories = pe.OPTIONAL_HEADER.DATA_DIRECTORY
    if len(directories) > _DEBUG:
        directories[_DEBUG].Size = min(directories[_DEBUG].Size, MAX_ENTRIES * ENTRY_BYTES)
    for number, part in (
        (_IMPORT, "imports"),
        (_DELAY_IMPORT, "delayed imports"),
        (_EXPORT, "exports"),
        (_DEBUG, "debug"),
    ):
        if len(directories) > number:
            read(part, partial(pe.parse_data_directories, directories=[number]))


def _header(pe: Any) -> dict[str, Any]:
    """Fields of the headers that VirusTotal shows elsewhere or not at all."""
    file, optional = pe.FILE_HEADER, pe.OPTIONAL_HEADER
    return {
        "magic": "PE32+" if optional.Magic == pefile.OPTIONAL_HEADER_MAGIC_PE_PLUS else "PE32",
        "machine": str(pefile.MACHINE_TYPE.get(file.Machine, file.Machine)).removeprefix("IMAGE_FILE_MACHINE_"),
        "characteristics": file.Characteristics,
        "number_of_sections": file.NumberOfSections,
        "subsystem": str(pefile.SUBSYSTEM_TYPE.get(optional.Subsystem, optional.Subsystem)).removeprefix(
            "IMAGE_SUBSYSTEM_"
        ),
        "dll_characteristics": optional.DllCharacteristics,
        "image_base": optional.ImageBase,
        "size_of_image": optional.SizeOfImage,
        "size_of_headers": optional.SizeOfHeaders,
        "checksum": optional.CheckSum,
        "linker_version": f"{optional.MajorLinkerVersion}.{optional.MinorLinkerVersion}",
        "os_version": f"{optional.MajorOperatingSystemVersion}.{optional.MinorOperatingSystemVersion}",
    }
