"""What lies behind the last section."""

from typing import Any

from assay_pe.sniff import sniff
from assay_pe.statistics import Budget, measure


def describe_overlay(pe: Any, data: Any, budget: Budget) -> dict[str, Any] | None:
    """None when the file ends with its sections."""
    offset = pe.get_overlay_data_start_offset()
    if offset is None:
        return None
    size = len(data) - offset
    entry: dict[str, Any] = {"offset": offset, "size": size, "filetype": sniff(data, offset, size)}
    if budget.take(size):
        found = measure(data, offset, size)
        entry |= {"entropy": found.entropy, "chi2": found.chi2, "md5": found.md5}
    return entry
