"""Types with probabilities, and tags for what is really there."""

import io
import logging
import struct
import zipfile

import pytest
from assay_engine.type_tags import _SIGNATURES
from assay_filetype.ends import HEAD_BYTES, Ends, read_ends
from assay_filetype.pe_header import read_pe_header
from assay_filetype.trid import likely_types
from assay_filetype.types import words_for
from assay_pe.build import Section, build_pe
from hypothesis import given, settings
from hypothesis import strategies as st

LOG = logging.getLogger("test")


def zipped(*names, encrypted=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    content = bytearray(buffer.getvalue())
    if encrypted:
        content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def elf(kind, loader=b""):
    return (b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", kind, 62, 1)).ljust(64, b"\0") + loader + bytes(64)


@pytest.mark.parametrize(
    ("content", "tags"),
    [
        pytest.param(build_pe(), {"peexe"}, id="32-bit program"),
        pytest.param(build_pe(dll=True, exports=["a"]), {"pedll"}, id="library"),
        pytest.param(build_pe(wide=True), {"peexe", "64bits"}, id="64-bit program"),
        pytest.param(build_pe(overlay=b"more"), {"peexe", "overlay"}, id="overlay"),
        pytest.param(
            build_pe(sections=[Section(b"UPX0", b"", 0xE0000080, 4096), Section(b"UPX1", b"x")]),
            {"peexe", "upx"},
            id="UPX",
        ),
        pytest.param(zipped("a.txt"), {"zip"}, id="zip"),
        pytest.param(zipped("a.txt", encrypted=True), {"zip", "encrypted"}, id="encrypted zip"),
        pytest.param(zipped("a.exe", "b.zip"), {"zip", "contains-pe", "contains-zip"}, id="zip with programs"),
        pytest.param(
            zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), {"docx", "macros"}, id="macros"
        ),
        pytest.param(zipped("[Content_Types].xml", "word/document.xml"), {"docx"}, id="no macros"),
        pytest.param(elf(2), {"elf", "64bits"}, id="ELF"),
        pytest.param(elf(3), {"elf", "64bits", "shared-lib"}, id="shared library"),
        pytest.param(elf(3, b"/lib64/ld-linux-x86-64.so.2"), {"elf", "64bits", "pie"}, id="PIE"),
        pytest.param(
            b"%PDF-1.7\n1 0 obj<</OpenAction<</JS(x)>>>>endobj",
            {"pdf", "autoaction", "js-embedded"},
            id="PDF with script",
        ),
        pytest.param(b"%PDF-1.7\n1 0 obj<</Pages 2 0 R>>endobj", {"pdf"}, id="PDF"),
    ],
)
def test_tags_are_what_was_seen(scan, content, tags):
    assert set(scan(content)["tags"]) == tags


def test_a_signed_program_is_tagged(scan):
    content = bytearray(build_pe() + bytes(64))
    optional = content.index(b"PE\0\0") + 24
    struct.pack_into("<II", content, optional + 96 + 4 * 8, len(content) - 64, 64)
    assert "signed" in scan(bytes(content))["tags"]


@pytest.mark.parametrize(
    ("content", "first"),
    [
        (zipped("a.txt"), "ZIP compressed archive"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel Microsoft Office Open XML Format document"),
        (zipped("META-INF/MANIFEST.MF", "A.class"), "Java Archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "Portable Network Graphics"),
        (b"%PDF-1.4\n", "Adobe Portable Document Format"),
        (b"MZ" + bytes(100), "DOS Executable (generic)"),
        (build_pe(rich=[(0x105, 30148, 1)]), "Win32 Executable MS Visual C++ (generic)"),
    ],
)
def test_the_likeliest_type_comes_first(scan, content, first):
    types = scan(content)["trid"]
    assert types[0]["file_type"] == first
    assert types == sorted(types, key=lambda one: -one["probability"])


@settings(max_examples=200)
@given(
    start=st.sampled_from(
        [b"", b"MZ", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF", b"<?xml", b"\xca\xfe\xba\xbe"]
    ),
    rest=st.binary(max_size=2000),
    tag=st.sampled_from([None, "text", "python", "peexe"]),
)
def test_probabilities_never_pass_a_hundred(start, rest, tag):
    content = start + rest
    ends = Ends(content, content, len(content))
    types = likely_types(ends, tag, read_pe_header(ends))
    assert sum(one["probability"] for one in types) <= 100 + 1e-9
    assert all(0 <= one["probability"] <= 100 for one in types)


@settings(max_examples=200)
@given(place=st.integers(0, 0x300), word=st.integers(0, 2**32 - 1), cut=st.integers(0, 4096))
def test_a_damaged_header_is_read_or_refused(place, word, cut):
    content = bytearray(build_pe(wide=True))
    struct.pack_into("<I", content, place, word)
    content = bytes(content[:cut])
    header = read_pe_header(Ends(content, content[-100:], len(content)))
    assert header is None or len(header.section_names) <= 96


@pytest.mark.parametrize("tag", sorted({tag for _, tag in _SIGNATURES}))
def test_every_type_known_by_its_first_bytes_has_words(tag):
    assert len(words_for(tag).tags) > 1


def test_only_the_ends_of_a_large_file_are_read(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(b"begin")
        file.truncate(3 * 1024 * 1024 * 1024)
        file.seek(0, 2)
        file.write(b"end")
    ends = read_ends(path)
    assert len(ends.head) == HEAD_BYTES
    assert ends.head.startswith(b"begin")
    assert ends.tail.endswith(b"end")
    assert ends.size == 3 * 1024 * 1024 * 1024 + 3


def test_a_zip_with_an_endless_directory_is_described(scan):
    content = bytearray(zipped("a.txt"))
    content[-10:-6] = (0xFFFFFF00).to_bytes(4, "little")
    assert scan(bytes(content))["type_tag"] == "zip"
