"""Imported and exported functions."""

from typing import Any

from assay_pe.names import readable

MAX_LIBRARIES = 256
MAX_FUNCTIONS = 256
MAX_EXPORTS = 256
MAX_TEXT = 1_000_000
"""Characters of all imported names together; C++ names run to hundreds."""


def describe_imports(pe: Any) -> list[dict[str, Any]]:
    """Libraries with their functions, those loaded on demand last. An ordinal without a name is `ord(N)`."""
    listed: list[dict[str, Any]] = []
    left = MAX_TEXT
    libraries = [*getattr(pe, "DIRECTORY_ENTRY_IMPORT", ()), *getattr(pe, "DIRECTORY_ENTRY_DELAY_IMPORT", ())]
    for library in libraries[:MAX_LIBRARIES]:
        functions: list[str] = []
        for function in library.imports[:MAX_FUNCTIONS]:
            name = readable(function.name, 512) if function.name else f"ord({function.ordinal})"
            left -= len(name)
            if left < 0:
                break
            functions.append(name)
        listed.append({"library_name": readable(library.dll), "imported_functions": functions})
    return listed


def describe_exports(pe: Any) -> list[str]:
    """Names of exported functions; those without a name are left out, as VirusTotal does."""
    directory = getattr(pe, "DIRECTORY_ENTRY_EXPORT", None)
    if directory is None:
        return []
    return [readable(symbol.name, 512) for symbol in directory.symbols if symbol.name][:MAX_EXPORTS]
