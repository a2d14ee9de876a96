"""Section table."""

from typing import Any

from assay_pe.names import readable
from assay_pe.statistics import Budget, measure

MAX_SECTIONS = 256
_FLAGS = ((0x40000000, "r"), (0x80000000, "w"), (0x20000000, "x"))


def describe_sections(pe: Any, data: Any, budget: Budget) -> list[dict[str, Any]]:
    """One entry per section in the file's order; a section past the budget has no statistics."""
    return [_section(section, data, budget) for section in pe.sections[:MAX_SECTIONS]]


def _section(section: Any, data: Any, budget: Budget) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": readable(section.Name.rstrip(b"\0"), 8),
        "virtual_address": section.VirtualAddress,
        "virtual_size": section.Misc_VirtualSize,
        "raw_size": section.SizeOfRawData,
        "flags": "".join(letter for bit, letter in _FLAGS if section.Characteristics & bit),
    }
    # The loader rounds the position down to 512 bytes.
    offset = section.get_PointerToRawData_adj()
    size = max(0, min(section.SizeOfRawData, len(data) - offset))
    if budget.take(size):
        found = measure(data, offset, size)
        entry |= {"entropy": found.entropy, "chi2": found.chi2, "md5": found.md5}
    return entry
