"""Known files give exactly these attributes."""

import hashlib

import pytest
from assay_pe.build import Section, build_pe

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


def test_the_empty_zip_of_the_first_design(scan):
    assert hashlib.sha256(EMPTY_ZIP).hexdigest() == "8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85"
    found = scan(EMPTY_ZIP)
    assert found["ssdeep"] == "3:pjt/l:Nt"
    assert found["trid"] == [{"file_type": "ZIP compressed archive (empty)", "probability": 100}]
    assert found["magic"] == "Zip archive data (empty)"
    assert found["type_tag"] == "zip"
    assert found["type_description"] == "ZIP"
    assert found["type_tags"] == ["compressed", "zip"]
    assert found["type_extension"] == "zip"
    assert found["tags"] == ["zip"]
    assert "tlsh" not in found


def test_a_windows_program(scan):
    found = scan(build_pe(wide=True, sections=[Section(b".text", bytes(range(256)) * 40)], overlay=b"x" * 100))
    # libmagic 5.41 puts "MS-DOS executable" before it.
    assert "PE32+ executable (GUI) x86-64" in found["magic"]
    assert (found["type_tag"], found["type_description"], found["type_extension"]) == ("peexe", "Win32 EXE", "exe")
    assert found["tags"] == ["64bits", "overlay", "peexe"]
    assert found["trid"][0]["file_type"] == "Win64 Executable (generic)"
    assert found["magika"] == "PEBIN"
    assert found["tlsh"].startswith("T1")
    assert len(found["tlsh"]) == 72


def test_a_script(scan):
    found = scan(b"#!/usr/bin/env python3\nimport os\n\n\ndef main():\n    print(os.getcwd())\n\n\nmain()\n" * 3)
    assert (found["type_tag"], found["magika"]) == ("python", "PYTHON")
    assert found["trid"] == [{"file_type": "Python source", "probability": 100}]


@pytest.mark.parametrize(
    "content", [b"", b"a", bytes(100), b"\x00\x01\x02\x03" * 1250], ids=["empty", "one", "zeros", "few values"]
)
def test_what_has_no_type_says_unknown_and_leaves_out_what_it_cannot_tell(scan, content):
    found = scan(content)
    assert found["type_description"] == "unknown"
    assert not {"type_tag", "type_extension", "tlsh", "trid"} & set(found)
    assert all(value not in (None, "", []) for value in found.values())


def test_the_selftest_passes(engine):
    engine.selftest()
    versions = engine.versions()
    assert "libmagic 5." in versions.engine
    assert "magika 1." in versions.engine
