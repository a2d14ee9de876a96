"""Real launchers for Windows, and the known file, read by two other readers."""

import hashlib

import lief
import pefile
import pytest
from assay_pe.build import build_pe

lief.logging.disable()


@pytest.fixture(params=range(8))
def pair(request, scan, known_pe, launchers):
    """Attributes and the file's bytes."""
    content = [known_pe, build_pe(wide=True, dll=True, exports=["X"]), *[path.read_bytes() for path in launchers]][
        request.param
    ]
    return scan(content).attributes, content


def leaves(node):
    return [node] if node.is_data else [leaf for child in node.childs for leaf in leaves(child)]


def test_hashes_agree(pair):
    attributes, content = pair
    other, third = pefile.PE(data=content), lief.PE.parse(list(content))
    info = attributes["pe_info"]
    assert info.get("imphash", "") == other.get_imphash()
    assert attributes["authentihash"] == third.authentihash(lief.PE.ALGORITHMS.SHA_256).hex()
    assert info.get("rich_pe_header_hash") == (other.get_rich_header_hash() or None)


def test_sections_agree(pair):
    attributes, content = pair
    sections = attributes["pe_info"]["sections"]
    other, third = pefile.PE(data=content), lief.PE.parse(list(content))
    assert [one["md5"] for one in sections] == [one.get_hash_md5() for one in other.sections]
    assert [one["entropy"] for one in sections] == [round(one.get_entropy(), 2) for one in other.sections]
    assert [(one["name"], one["virtual_address"], one["virtual_size"], one["raw_size"]) for one in sections] == [
        (one.name, one.virtual_address, one.virtual_size, one.sizeof_raw_data) for one in third.sections
    ]


def test_imports_and_exports_agree(pair):
    attributes, content = pair
    info = attributes["pe_info"]
    third = lief.PE.parse(list(content))
    assert [(one["library_name"], len(one["imported_functions"])) for one in info.get("import_list", [])] == [
        (one.name, len(one.entries)) for one in third.imports
    ]
    exported = [entry.name for entry in third.get_export().entries] if third.has_exports else []
    assert sorted(info.get("exports", [])) == sorted(exported)


def test_resources_agree(pair):
    attributes, content = pair
    third = lief.PE.parse(list(content))
    expected = [bytes(leaf.content) for leaf in leaves(third.resources)] if third.has_resources else []
    details = attributes["pe_info"].get("resource_details", [])
    assert [one["sha256"] for one in details] == [hashlib.sha256(one).hexdigest() for one in expected]


def test_header_and_overlay_agree(pair):
    attributes, content = pair
    info = attributes["pe_info"]
    third = lief.PE.parse(list(content))
    assert info["timestamp"] == third.header.time_date_stamps
    assert info["machine_type"] == third.header.machine.value
    assert info["entry_point"] == third.optional_header.addressof_entrypoint
    assert info.get("overlay", {}).get("size", 0) == len(bytes(third.overlay))
