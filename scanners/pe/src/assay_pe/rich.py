"""The Rich header, in which Microsoft's linker lists the tools that made the object files."""

import hashlib
from typing import Any

MAX_ENTRIES = 256

# Tools by product id. Microsoft never published the list; these are the ones that are agreed on.
_TOOLS = {
    0x06: ("RES", "VS97"), 0x0A: ("C", "VS98"), 0x0B: ("C++", "VS98"), 0x04: ("LNK", "VS98"), 0x0D: ("VB", "6.0"),
    0x1C: ("C", "VS2002"), 0x1D: ("C++", "VS2002"),
    0x5F: ("C", "VS2003"), 0x60: ("C++", "VS2003"), 0x5A: ("LNK", "VS2003"), 0x5D: ("IMP", "VS2003"),
    0x5E: ("RES", "VS2003"), 0x5C: ("EXP", "VS2003"), 0x0F: ("ASM", "VS2003"),
    0x6D: ("C", "VS2005"), 0x6E: ("C++", "VS2005"), 0x78: ("LNK", "VS2005"), 0x7A: ("EXP", "VS2005"),
    0x7B: ("IMP", "VS2005"), 0x7C: ("RES", "VS2005"), 0x7D: ("ASM", "VS2005"),
    0x83: ("C", "VS2008"), 0x84: ("C++", "VS2008"), 0x91: ("LNK", "VS2008"), 0x92: ("EXP", "VS2008"),
    0x93: ("IMP", "VS2008"), 0x94: ("RES", "VS2008"), 0x95: ("ASM", "VS2008"),
    0xAA: ("C", "VS2010"), 0xAB: ("C++", "VS2010"), 0x9A: ("RES", "VS2010"), 0x9B: ("EXP", "VS2010"),
    0x9C: ("IMP", "VS2010"), 0x9D: ("LNK", "VS2010"), 0x9E: ("ASM", "VS2010"),
    0xCE: ("C", "VS2012"), 0xCF: ("C++", "VS2012"), 0xC9: ("RES", "VS2012"), 0xCA: ("EXP", "VS2012"),
    0xCB: ("IMP", "VS2012"), 0xCC: ("LNK", "VS2012"), 0xCD: ("ASM", "VS2012"),
    0xE0: ("C", "VS2013"), 0xE1: ("C++", "VS2013"), 0xDB: ("RES", "VS2013"), 0xDC: ("EXP", "VS2013"),
    0xDD: ("IMP", "VS2013"), 0xDE: ("LNK", "VS2013"), 0xDF: ("ASM", "VS2013"),
    0x104: ("C", ""), 0x105: ("C++", ""), 0xFF: ("RES", ""), 0x100: ("EXP", ""), 0x101: ("IMP", ""),
    0x102: ("LNK", ""), 0x103: ("ASM", ""),
}  # fmt: skip
_SERVICE_PACKS = {("VS2008", 30729): "VS2008 SP1", ("VS2010", 40219): "VS2010 SP1"}


def describe_rich(pe: Any) -> dict[str, Any]:
    """`rich_pe_header_hash` (MD5 of the decoded header) and `compiler_product_versions`; empty when there is none."""
    header = pe.parse_rich_header()
    if header is None:
        return {}
    values = header["values"][: 2 * MAX_ENTRIES]
    tools = [
        _tool(number >> 16, number & 0xFFFF, count) for number, count in zip(values[::2], values[1::2], strict=False)
    ]
    digest = hashlib.md5(header["clear_data"], usedforsecurity=False).hexdigest()
    found: dict[str, Any] = {"rich_pe_header_hash": digest}
    if tools:
        found["compiler_product_versions"] = tools
    return found


def _tool(product: int, build: int, count: int) -> str:
    if (product, build) == (0, 0):
        return f"[---] Unmarked objects count={count}"
    if product == 1 and build == 0:
        return f"[---] Unmarked objects (old) count={count}"
    known = _TOOLS.get(product)
    if known is None:
        return f"id: {product:#x}, version: {build} count={count}"
    kind, year = known
    year = year or _since_2015(build)
    return f"[{kind}] {_SERVICE_PACKS.get((year, build), year)} build {build} count={count}"


def _since_2015(build: int) -> str:
    """From 2015 on the product ids stayed and only the build tells the years apart."""
    for first, year in ((30401, "VS2022"), (27500, "VS2019"), (25000, "VS2017")):
        if build >= first:
            return year
    return "VS2015"
