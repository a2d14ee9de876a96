import io
import struct
import subprocess
import sys
import zipfile

import pytest
from assay_engine.eicar import eicar
from assay_engine.identify import identify, identify_bytes
from hypothesis import given
from hypothesis import strategies as st


def program(characteristics):
    header = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, characteristics)
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + header + b"\x0b\x02" + bytes(300)


def archive(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


def open_document(kind):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("mimetype", f"application/{kind}")
        file.writestr("content.xml", "x")
    return made.getvalue()


TYPES = {
    "peexe": program(0x0022),
    "pedll": program(0x2022),
    "elf": b"\x7fELF\x02\x01\x01" + bytes(60),
    "macho": b"\xcf\xfa\xed\xfe" + bytes(60),
    "class": b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(20),
    "pdf": b"%PDF-1.7\n",
    "zip": archive("a.txt"),
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "odt": open_document("vnd.oasis.opendocument.text"),
    "epub": open_document("epub+zip"),
    "jar": archive("META-INF/MANIFEST.MF"),
    "apk": archive("META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex"),
    "dex": b"dex\n035\0" + bytes(60),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(20),
    "7zip": b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(30),
    "gzip": b"\x1f\x8b\x08\0" + bytes(20),
    "rtf": rb"{\rtf1 text}",
    "lnk": b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + bytes(60),
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "email": b"From: a@b.example\nTo: c@d.example\nSubject: s\nMIME-Version: 1.0\n\nhello\n",
    "html": b"<!DOCTYPE html><html><body>hello</body></html>",
    "xml": b'<?xml version="1.0"?><a/>',
    "json": b'{"a": 1}',
    "javascript": b"var a = 1;\nfunction f(x) { return eval(a) }\n",
    "powershell": b"$a = New-Object Net.WebClient\nInvoke-Expression $a\n",
    "python": b"#!/usr/bin/env python3\nprint(1)\n",
    "shell": b"#!/bin/sh\necho hello\n",
    "bat": b"@echo off\r\ndir\r\n",
    "php": b"<?php echo 1;",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "gif": b"GIF89a" + bytes(20),
    "text": b"a plain note\n",
}


@pytest.mark.parametrize("tag", TYPES)
def test_known_types_have_their_tag(tmp_path, tag):
    path = tmp_path / "sample"
    path.write_bytes(TYPES[tag])
    assert identify(path).tag == tag
    assert identify_bytes(TYPES[tag]).tag == tag


def test_a_script_in_utf_16_is_one():
    script = "Write-Host hello; Invoke-Expression $a".encode("utf-16-le")
    assert identify_bytes(b"\xff\xfe" + script).tag == "powershell"


@pytest.mark.parametrize("data", [b"", b"\0", bytes(100)])
def test_what_is_of_no_type_has_no_tag(data):
    assert identify_bytes(data).tag is None


def test_eicar_is_text():
    assert identify_bytes(eicar()).tag == "text"
    assert len(eicar()) == 68


@given(st.sampled_from(sorted(TYPES)), st.binary(max_size=200), st.integers(0, 400))
def test_hostile_bytes_get_a_type_and_no_exception(tag, noise, length):
    data = TYPES[tag][:length] + noise
    found = identify_bytes(data)
    assert len(found.mime) <= 256
    assert len(found.magic) <= 1024
    assert found.magic.isprintable()


def test_a_zip_without_a_directory_is_known_by_its_entries(tmp_path):
    path = tmp_path / "sample"
    whole = TYPES["docx"]
    path.write_bytes(whole[: whole.index(b"PK\x01\x02")])
    assert identify(path).tag == "docx"


def test_the_wheels_libmagic_serves_where_the_system_has_none():
    # The import of `magic` fails when no library is found; the wheel then offers its own.
    code = (
        "import ctypes.util, sys\n"
        "real = __import__('ctypes').CDLL.__init__\n"
        "import assay_engine.identify as identify\n"
        "import builtins\n"
        "first = [True]\n"
        "original = builtins.__import__\n"
        "def hide(name, *rest):\n"
        "    if name == 'magic' and first[0]:\n"
        "        first[0] = False\n"
        "        raise ImportError('no libmagic')\n"
        "    return original(name, *rest)\n"
        "builtins.__import__ = hide\n"
        "print(identify.identify_bytes(b'%PDF-1.4').tag, 'pylibmagic' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["pdf", "True"]
