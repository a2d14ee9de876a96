"""What clamd says becomes a verdict, and what it did not look at never becomes a clean one."""

import bz2
import gzip
import io
import logging
import lzma
import tarfile
import zipfile

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


def test_an_encrypted_archive_is_never_undetected(engine, sample):
    # A ZIP whose one member says that it is encrypted; the twelve bytes are where the encryption header stands.
    plain = bytearray(zipped([("secret.txt", bytes(64))], zipfile.ZIP_STORED))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unsupported, match="Encrypted"):
        engine.scan(sample(bytes(plain)), LOG)
