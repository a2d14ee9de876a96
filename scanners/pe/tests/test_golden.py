"""A file whose every field is known gives exactly these attributes."""

import hashlib
import json
from pathlib import Path

import pytest
from assay_engine import Unsupported
from assay_pe import PeEngine

GOLDEN = Path(__file__).with_name("golden.json")


def test_the_known_file_gives_the_golden_attributes(scan, known_pe):
    result = scan(known_pe)
    assert result.verdict is None
    assert json.loads(json.dumps(dict(result.attributes), allow_nan=False)) == json.loads(GOLDEN.read_text())


def test_the_golden_file_itself_agrees_with_what_was_put_in(known_pe):
    info = json.loads(GOLDEN.read_text())["pe_info"]
    # ws2_32 ordinal 115 is WSAStartup, which imphash names; kernel32's ordinal 17 has no agreed name.
    functions = "kernel32.createfilew,kernel32.ord17,ws2_32.wsastartup,user32.messageboxa"
    assert info["imphash"] == hashlib.md5(functions.encode()).hexdigest()
    assert info["timestamp"] == 1_700_000_000
    assert info["resource_types"] == {"RT_ICON": 2, "RT_MANIFEST": 1, "MINE": 1}
    assert info["resource_langs"] == {"ENGLISH US": 2, "NEUTRAL": 1, "GERMAN": 1}
    icon = b"\x89PNG\r\n\x1a\n" + bytes(56)
    [detail] = [one for one in info["resource_details"] if one["sha256"] == hashlib.sha256(icon).hexdigest()]
    assert (detail["type"], detail["lang"], detail["filetype"]) == ("RT_ICON", "ENGLISH US", "PNG")
    assert info["exports"] == ["Another", "Start"]
    assert info["import_list"][0] == {"library_name": "KERNEL32.dll", "imported_functions": ["CreateFileW", "ord(17)"]}
    assert info["overlay"]["md5"] == hashlib.md5(b"appended to the file").hexdigest()
    assert info["overlay"]["size"] == 20
    assert info["compiler_product_versions"] == [
        "id: 0xf1, version: 40116 count=19",
        "[C++] VS2008 SP1 build 30729 count=1",
        "[C++] VS2019 build 30148 count=7",
        "[---] Unmarked objects count=5",
    ]
    assert info["debug"][0]["codeview"]["name"] == "C:\\build\\x.pdb"
    first = info["sections"][0]
    content = b"\xc3" + bytes(511)
    assert first["md5"] == hashlib.md5(content).hexdigest()
    # One byte of 512 is another one: chi-square against 2 of each of 256 values.
    assert first["chi2"] == ((511 - 2) ** 2 + (1 - 2) ** 2 + 254 * 2**2) / 2
    assert first["flags"] == "rx"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"M",
        b"MZ" + bytes(200),
        b"\x7fELF" + bytes(200),
        bytes(4096),
        b"MZ" + bytes(58) + b"\x40\0\0\0NE" + bytes(200),
    ],
    ids=["empty", "one byte", "DOS", "ELF", "zeros", "16-bit Windows"],
)
def test_what_is_no_pe_file_is_unsupported(scan, content):
    with pytest.raises(Unsupported):
        scan(content)


def test_the_selftest_passes():
    engine = PeEngine()
    engine.selftest()
    assert engine.versions().engine.startswith("pefile ")
