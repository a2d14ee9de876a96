"""What clamd says becomes a verdict, and what it did not look at never becomes a clean one."""

import bz2
import contextlib
import gzip
import io
import logging
import lzma
import struct
import tarfile
import zipfile
import zlib

import pytest
from assay_engine import Result, Unsupported

LOG = logging.getLogger("test")
MIB = 1024 * 1024
MAX_UNPACKED_MB = 8
TOO_MUCH = bytes(MAX_UNPACKED_MB * MIB * 3 // 2)


@pytest.fixture(scope="module")
def engine(make_engine):
    return make_engine(max_unpacked_mb=MAX_UNPACKED_MB)[0]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(content):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("part")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def test_eicar_is_malicious_under_clamav_s_name(engine, sample, eicar_bytes):
    result = engine.scan(sample(eicar_bytes), LOG)
    assert result.verdict == "malicious"
    assert result.label in {"Win.Test.EICAR_HDB-1", "Eicar-Test-Signature"}


@pytest.mark.parametrize("depth", [1, 5, 15])
def test_eicar_is_found_inside_nested_archives(engine, sample, eicar_bytes, depth):
    content = eicar_bytes
    for _ in range(depth):
        content = zipped([("x", content)])
    assert engine.scan(sample(content), LOG).verdict == "malicious"


@pytest.mark.parametrize("content", [b"", b"a", bytes(MIB), zipped([("a.txt", b"hello")])], ids=len)
def test_a_clean_file_is_undetected(engine, sample, content):
    assert engine.scan(sample(content), LOG) == Result.undetected()


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(lambda: zipped([("b", TOO_MUCH)]), id="zip"),
        pytest.param(lambda: zipped([("b", TOO_MUCH)], zipfile.ZIP_STORED)[:-1] + b"\0", id="zip stored"),
        pytest.param(lambda: zipped([("b", TOO_MUCH)], zipfile.ZIP_BZIP2), id="zip bzip2"),
        pytest.param(lambda: zipped([(f"b{n}", TOO_MUCH[: MIB * 3]) for n in range(5)]), id="zip of many"),
        pytest.param(lambda: zipped([("b.zip", zipped([("b", TOO_MUCH)]))]), id="zip in zip"),
        pytest.param(lambda: gzip.compress(TOO_MUCH), id="gzip"),
        pytest.param(lambda: bz2.compress(TOO_MUCH), id="bzip2"),
        pytest.param(lambda: lzma.compress(TOO_MUCH), id="xz"),
        pytest.param(lambda: gzip.compress(tarred(TOO_MUCH)), id="tar.gz"),
        pytest.param(lambda: TOO_MUCH, id="the file itself"),
    ],
)
def test_what_unpacks_beyond_the_limits_is_never_undetected(engine, sample, bomb):
    with pytest.raises(Unsupported):
        engine.scan(sample(bomb()), LOG)


def test_a_detection_before_the_limit_is_reached_still_counts(engine, sample, eicar_bytes):
    content = zipped([("eicar", eicar_bytes), ("b", TOO_MUCH)])
    assert engine.scan(sample(content), LOG).verdict == "malicious"


def test_nesting_beyond_the_limit_is_never_undetected(engine, sample):
    content = b"deep"
    for _ in range(40):
        content = zipped([("x", content)])
    with pytest.raises(Unsupported, match="MaxRecursion"):
        engine.scan(sample(content), LOG)


def test_a_packing_method_that_clamav_lacks_is_never_undetected(engine, sample, eicar_bytes):
    with pytest.raises(Unsupported, match="method 14"):
        engine.scan(sample(zipped([("x", eicar_bytes)], zipfile.ZIP_LZMA)), LOG)


def zip64(content):
    """A ZIP whose one stored member has its sizes in ZIP64 fields; Python writes such headers since 3.11.4 only."""
    checksum, size = zlib.crc32(content), len(content)
    extra = struct.pack("<HHQQ", 1, 16, size, size)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 45, 0, 0, 0, 33, checksum, 2**32 - 1, 2**32 - 1, 1, len(extra))
    start = local + b"x" + extra + content
    entry = struct.pack(
        "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 45, 45, 0, 0, 0, 33, checksum, size, size, 1, 0, 0, 0, 0, 0, 0
    )
    directory = entry + b"x"
    return start + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(start), 0)


def test_a_zip64_member_is_never_undetected(engine, sample, eicar_bytes):
    content = zip64(eicar_bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("x") == eicar_bytes
    with pytest.raises(Unsupported, match="ZIP64"):
        engine.scan(sample(content), LOG)


def test_a_member_of_which_two_things_are_said_is_never_undetected(engine, sample, eicar_bytes):
    content = bytearray(zipped([("x", eicar_bytes)]))
    content[8] = 14
    with pytest.raises(Unsupported, match="two different things"):
        engine.scan(sample(bytes(content)), LOG)


def test_a_directory_that_points_elsewhere_is_never_undetected(engine, sample, eicar_bytes):
    content = bytearray(zipped([("a", b"clean"), ("x", eicar_bytes)], zipfile.ZIP_LZMA))
    second = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    for place in (content.index(b"PK\x01\x02"), second):
        content[place + 10] = 8
    with pytest.raises(Unsupported):
        engine.scan(sample(bytes(content)), LOG)


def test_a_zip_written_as_a_stream_is_looked_into(engine, sample, eicar_bytes):
    class Stream(io.RawIOBase):
        content = b""

        def writable(self):
            return True

        def write(self, data):
            self.content += bytes(data)
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", eicar_bytes)
    assert engine.scan(sample(stream.content), LOG).verdict == "malicious"


def test_an_encrypted_archive_is_never_undetected(engine, sample):
    # A ZIP whose one member says that it is encrypted; the twelve bytes are where the encryption header stands.
    plain = bytearray(zipped([("secret.txt", bytes(64))], zipfile.ZIP_STORED))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unsupported, match="Encrypted"):
        engine.scan(sample(bytes(plain)), LOG)


def test_a_zip_with_an_endless_directory_is_never_undetected(engine, sample):
    content = bytearray(zipped([("a", b"hello")]))
    content[-10:-6] = (0xFFFFFF00).to_bytes(4, "little")
    # clamd looks at the members it finds by their own headers, or refuses; both are answers, a crash is not.
    with contextlib.suppress(Unsupported):
        assert engine.scan(sample(bytes(content)), LOG).verdict == "undetected"
