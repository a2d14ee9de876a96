"""Whatever a program can unpack from a ZIP clamd is shown, or the answer is `unsupported`; and no innocent ZIP is."""

import contextlib
import gzip
import io
import logging
import mmap
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from assay_clamav import zip_members
from assay_clamav.zip_members import Unreadable, read_zip
from assay_engine import Result, Unsupported
from assay_engine.eicar import eicar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LOG = logging.getLogger("test")
MIB = 1024 * 1024
EICAR = eicar()
LOCAL, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


class Stream(io.RawIOBase):
    """What cannot be gone back in, so that sizes come to stand behind the data."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.content += data
        return len(data)


def zipped(members=(("x", EICAR),), method=zipfile.ZIP_DEFLATED, into=None):
    buffer = into or io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return bytes(buffer.content) if into else buffer.getvalue()


def streamed(members=(("x", EICAR),)):
    return zipped(members, into=Stream())


def changed(content, *changes):
    """`changes` are a record's first bytes, an offset in it, a format and the value that is put there."""
    out = bytearray(content)
    for record, offset, form, value in changes:
        struct.pack_into(form, out, out.index(record) + offset, value)
    return bytes(out)


def zip64(content):
    """A ZIP whose one stored member has its sizes in ZIP64 fields; Python writes such headers since 3.11.4 only."""
    checksum, size = zlib.crc32(content), len(content)
    extra = struct.pack("<HHQQ", 1, 16, size, size)
    local = struct.pack("<4sHHHHHIIIHH", LOCAL, 45, 0, 0, 0, 33, checksum, 2**32 - 1, 2**32 - 1, 1, len(extra))
    start = local + b"x" + extra + content
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", ENTRY, 45, 45, 0, 0, 0, 33, checksum, size, size, 1, 0, 0, 0, 0, 0, 0)
    directory = entry + b"x"
    return start + directory + struct.pack("<4sHHHHIIH", END, 0, 0, 1, 1, len(directory), len(start), 0)


def with_comment(content, comment):
    return content[:-2] + struct.pack("<H", len(comment)) + comment


def in_a_long_stream():
    """The directory gives the member one byte; who reads the file as a stream takes all of it."""
    return changed(streamed(), (ENTRY, 20, "<I", 1), (ENTRY, 24, "<I", 1))


DEFLATED, STORED = zipped(), zipped(method=zipfile.ZIP_STORED)
HARMLESS = zipped([("a", b"clean")])
STUB = b"MZ" + bytes(510)

# Found by running the files past clamd 1.4.6, which says OK of every one of them.
READ_BY_MOST = {
    "packed size 0 before the data": changed(DEFLATED, (LOCAL, 18, "<I", 0), (LOCAL, 22, "<I", 0)),
    "packed size 1 before the data": changed(DEFLATED, (LOCAL, 18, "<I", 1)),
    "a huge packed size before the data": changed(DEFLATED, (LOCAL, 18, "<I", 0x7FFFFFFF)),
    "a huge packed size before stored data": changed(STORED, (LOCAL, 18, "<I", 0x7FFFFFFF)),
    "another method before the data": changed(DEFLATED, (LOCAL, 8, "<H", 12)),
    "a mask over the header": changed(DEFLATED, (LOCAL, 6, "<H", 0x2000), (ENTRY, 8, "<H", 0x2000)),
    "stored bytes declared longer": changed(STORED, (LOCAL, 22, "<I", 69), (ENTRY, 24, "<I", 69)),
    "a name longer than the directory": changed(DEFLATED, (ENTRY, 28, "<H", 257)),
    "sizes in ZIP64 fields": zip64(EICAR),
    "a ZIP64 archive behind other bytes": STUB + zip64(EICAR),
    "sizes behind the data, behind a script": b"#!/bin/sh\nexit\n" + streamed(),
    "sizes behind the data, behind a program": STUB + streamed(),
    "sizes behind the data, behind a PDF": b"%PDF-1.4\n%%EOF\n" + streamed(),
    "sizes behind the data, in a jmod": b"JM\1\0" + streamed(),
    "behind a gzip file": gzip.compress(b"clean") + DEFLATED,
    "behind four bytes of a ZIP": LOCAL + DEFLATED,
    "behind PK00": b"PK00" + DEFLATED,
    "behind PK\\7\\8, sizes behind the data": b"PK\x07\x08" + streamed(),
    "behind another ZIP": HARMLESS + DEFLATED,
}
READ_BY_SOME = {
    "before another ZIP": DEFLATED + HARMLESS,
    "before an empty ZIP": DEFLATED + zipped([]),
    "before a comment with an empty ZIP": with_comment(DEFLATED, zipped([])),
    "before a comment with a ZIP": with_comment(DEFLATED, HARMLESS),
    "without a directory": DEFLATED[: DEFLATED.index(ENTRY)],
    "without a directory, as a stream": streamed()[: streamed().index(ENTRY)],
    "without an end record": DEFLATED[: DEFLATED.index(END)],
    "with an end record that is cut": DEFLATED[:-1],
    "without a name in the directory": HARMLESS[: HARMLESS.index(ENTRY)] + DEFLATED + HARMLESS[HARMLESS.index(ENTRY) :],
    "longer as a stream than the directory says": in_a_long_stream(),
}


@pytest.mark.parametrize("content", READ_BY_MOST.values(), ids=READ_BY_MOST)
def test_what_is_unpacked_from_the_directory_is_seen(engine, sample, content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert EICAR in [archive.read(member) for member in archive.infolist()]
    assert engine.scan(sample(content), LOG).verdict == "malicious"


@pytest.mark.parametrize("content", READ_BY_SOME.values(), ids=READ_BY_SOME)
def test_what_is_unpacked_from_a_stream_or_another_directory_is_seen(engine, sample, content):
    assert engine.scan(sample(content), LOG).verdict == "malicious"


def test_the_copy_for_clamd_is_removed(engine, sample, tmp_path):
    engine.scan(sample(STUB + streamed()), LOG)
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


LZMA = zipped(method=zipfile.ZIP_LZMA)


@pytest.mark.parametrize(
    "content",
    [
        LZMA,
        b"#!/bin/sh\nexit\n" + LZMA,
        STUB + LZMA,
        b"PK00" + LZMA,
        b"PK\x07\x08" + LZMA,
        LZMA + bytes(70_000),
        LZMA + HARMLESS,
        LZMA[: LZMA.index(ENTRY)],
        # The directory says deflated, the header LZMA: some believe the one, some the other.
        changed(LZMA, (ENTRY, 10, "<H", 8)),
        changed(HARMLESS, (LOCAL, 8, "<H", 14)),
    ],
    ids=["plain", "script", "program", "PK00", "PK\\7\\8", "tail", "before a ZIP", "no directory", "header", "clean"],
)
def test_a_packing_method_that_clamav_lacks_is_never_undetected(engine, sample, content):
    with pytest.raises(Unsupported, match="method 14"):
        engine.scan(sample(content), LOG)


def test_a_directory_that_names_what_is_not_there_is_never_undetected(engine, sample):
    with pytest.raises(Unsupported, match="not where it should be"):
        engine.scan(sample(changed(HARMLESS, (ENTRY, 42, "<I", 7))), LOG)


def test_a_zip_written_as_a_stream_is_looked_into(engine, sample):
    assert engine.scan(sample(streamed()), LOG).verdict == "malicious"


@pytest.mark.parametrize(("members", "verdict"), [([("x", EICAR)], "malicious"), ([("a", b"clean")], "undetected")])
def test_a_zip_that_claims_an_endless_directory_is_looked_into_all_the_same(engine, sample, members, verdict):
    # Its beginning and what stands there say where it ends.
    content = changed(zipped(members), (END, 12, "<I", 0xFFFFFF00))
    assert engine.scan(sample(content), LOG).verdict == verdict


MEMBERS = [("folder/", b""), ("empty", b""), ("short", b"clean"), ("long", b"clean " * 5000)]
INNOCENT = {
    "deflated": zipped(MEMBERS),
    "stored": zipped(MEMBERS, zipfile.ZIP_STORED),
    "bzip2": zipped(MEMBERS, zipfile.ZIP_BZIP2),
    "a stream": streamed(MEMBERS),
    "ZIPs in a ZIP": zipped([("a.zip", HARMLESS), ("b.zip", streamed(MEMBERS))], zipfile.ZIP_STORED),
    "with a comment": with_comment(zipped(MEMBERS), b"a comment"),
    "a twin": zipped([("a", b"one"), ("b", b"one")]),
    "empty": zipped([]),
}


@pytest.mark.parametrize("content", INNOCENT.values(), ids=INNOCENT)
def test_an_ordinary_zip_is_undetected_without_a_second_look(engine, sample, content):
    assert engine.scan(sample(content), LOG) == Result.undetected()
    found = read_zip(content, MIB)
    assert found is None or found.plain or not found.members


UNUSUAL = {
    "a self-extracting program": STUB + zipped(MEMBERS),
    "one written as a stream": STUB + streamed(MEMBERS),
    "a script and a ZIP": b"#!/usr/bin/env python3\n" + zipped(MEMBERS),
    "with zeros behind it": zipped(MEMBERS) + bytes(70_000),
    "cut in the middle": zipped(MEMBERS)[:150],
    "two in a row": zipped(MEMBERS) + HARMLESS,
    "ZIP64": zip64(b"clean"),
}


@pytest.mark.parametrize("content", UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_but_harmless_zip_is_undetected(engine, sample, content):
    assert engine.scan(sample(content), LOG) == Result.undetected()


@pytest.mark.parametrize(
    "content", [LOCAL, LOCAL * 2, LOCAL + b"text", b"text " + END + bytes(18), END, b"PK", b"x" * 21 + END], ids=repr
)
def test_bytes_that_only_look_like_a_zip_are_undetected(engine, sample, content):
    assert engine.scan(sample(content), LOG) == Result.undetected()


@pytest.mark.parametrize(
    "command",
    [
        ["zip", "-q", "-r", "out.zip", "in"],
        ["jar", "-cf", "out.zip", "in"],
        ["jar", "-c0f", "out.zip", "in"],
        ["sh", "-c", "zip -q -r - in | cat > out.zip"],
    ],
    ids=["zip", "jar", "jar stored", "zip to a pipe"],
)
def test_what_other_programs_write_is_undetected_without_a_second_look(engine, sample, tmp_path, command):
    # Not worth a part of the set-up: the ZIPs of Python above are of the same forms, these are by other hands.
    absent = [program for program in {"zip", "jar"} & set(" ".join(command).split()) if shutil.which(program) is None]
    if absent:
        pytest.skip(f"no {absent[0]} on this machine")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"clean " * 5000)
    (folder / "empty").write_bytes(b"")
    subprocess.run(command, cwd=tmp_path, check=True)
    content = (tmp_path / "out.zip").read_bytes()
    assert engine.scan(sample(content), LOG) == Result.undetected()
    assert read_zip(content, MIB).plain


def test_no_zip_of_this_machine_is_unsupported():
    folders = [Path(sys.base_prefix), Path(sys.prefix), Path("/usr/share/java"), Path("/usr/lib/jvm")]
    found = {
        path for folder in folders for path in folder.rglob("*") if path.suffix in (".whl", ".jar", ".zip", ".jmod")
    }
    files = sorted(path for path in found if path.is_file() and zipfile.is_zipfile(path))
    assert files
    refused = {path: reason for path in files if (reason := refusal(path)) is not None}
    assert refused == {}


def refusal(path):
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            read_zip(data, 1300 * MIB)
        except Unreadable as error:
            return str(error)
    return None


def unpacked_by_python(content):
    """Every member's bytes that `zipfile` gives out; it raises more kinds of errors than it documents."""
    found = []
    with contextlib.suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            with contextlib.suppress(Exception):
                found.append(archive.read(member))
    return found


SEEDS = [
    zipped([("a", b"clean"), ("x", EICAR)]),
    streamed([("x", EICAR), ("a", b"clean")]),
    STUB + zipped([("a", b"clean"), ("x", EICAR)], zipfile.ZIP_STORED),
    STUB + streamed([("a", b"clean"), ("x", EICAR)]),
    zip64(EICAR),
    HARMLESS + DEFLATED,
]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_python_unpacks_from_a_changed_zip_is_never_undetected(engine, sample, data):
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    # Within a record's fixed part, where a change leaves a ZIP that some can read.
    marks = [place for mark in (LOCAL, ENTRY, END) for place in places(bytes(content), mark)]
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(marks)) + data.draw(st.integers(4, 45))
        if place < len(content):
            content[place] = data.draw(st.sampled_from([0, 1, 2, 8, 14, 127, 255]) | st.integers(0, 255))
    content = bytes(content)
    if EICAR in unpacked_by_python(content):
        with contextlib.suppress(Unsupported):
            assert engine.scan(sample(content), LOG).verdict != "undetected"
    else:
        with contextlib.suppress(Unreadable):
            read_zip(content, MIB)


def places(content, mark):
    place = content.find(mark)
    while place >= 0:
        yield place
        place = content.find(mark, place + 1)


@settings(max_examples=300)
@given(
    parts=st.lists(st.sampled_from([LOCAL, ENTRY, END, b"PK\x06\x06", b"PK\x06\x07", *SEEDS]) | st.binary(max_size=60))
)
def test_any_bytes_are_answered(parts):
    content = b"".join(parts)
    with contextlib.suppress(Unreadable):
        found = read_zip(content, MIB)
        assert found is None or all(0 <= member.data <= member.end <= len(content) for member in found.members)


def local(method=8, flags=0, size=0):
    return struct.pack("<4sHHHHHIIIHH", LOCAL, 20, flags, method, 0, 33, 0, size, size, 1, 0) + b"x"


def test_a_million_marks_of_members_end_the_reading(monkeypatch):
    monkeypatch.setattr(zip_members, "MAX_MARKS", 1000)
    with pytest.raises(Unreadable, match="look like parts"):
        read_zip(LOCAL * 1001, MIB)


def test_too_many_members_end_the_reading(monkeypatch):
    monkeypatch.setattr(zip_members, "MAX_MEMBERS", 50)
    with pytest.raises(Unreadable, match="members"):
        read_zip(b"".join(local(0, 0, 1) + b"." for _ in range(51)), MIB)
    with pytest.raises(Unreadable, match="members"):
        read_zip(zipped([(str(number), b".") for number in range(51)]), MIB)


def test_too_many_directories_end_the_reading(monkeypatch):
    monkeypatch.setattr(zip_members, "MAX_DIRECTORIES", 3)
    with pytest.raises(Unreadable, match="directories"):
        read_zip(HARMLESS * 4, MIB)


def test_bytes_that_are_inflated_again_and_again_end_the_reading():
    # From every header on, blocks that nothing comes out of, up to bytes that are none.
    content = local(flags=8) * 400 + b"\0\0\0\xff\xff" * 60_000 + b"\7"
    with pytest.raises(Unreadable, match="unpacks to more"):
        read_zip(content.replace(b"x" + LOCAL, b"x" + b"\0\x1f\0\xe0\xff" + LOCAL), 100 * MIB)


def test_what_inflates_beyond_the_limit_ends_the_reading():
    with pytest.raises(Unreadable, match="unpacks to more"):
        read_zip(streamed([("b", bytes(2 * MIB))]), MIB)


def test_members_that_lie_over_each_other_are_never_undetected(engine, sample):
    inner = zipped([("a", b"clean" * 100)], zipfile.ZIP_STORED)
    entry = inner[inner.index(ENTRY) : inner.index(END)]
    start = inner.index(ENTRY)
    entries = b"".join(entry[:24] + struct.pack("<I", 500 + number) + entry[28:] for number in range(40))
    end = struct.pack("<4sHHHHIIH", END, 0, 0, 40, 40, len(entries), start, 0)
    content = STUB + inner[:start] + entries + end
    with pytest.raises(Unsupported, match="over each other"):
        engine.scan(sample(content), LOG)
