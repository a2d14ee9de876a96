"""The set that clamd loads, and what the engine says of it."""

import logging
from pathlib import Path

import pytest
from assay_clamav.signatures import OWN_DATE, lay_out, read_header
from assay_engine import Result, Unavailable

LOG = logging.getLogger("test")


def header(version, date="24 Nov 2026 03-35 -0500"):
    return f"ClamAV-VDB:{date}:{version}:2000:90:{'0' * 32}:x:someone:1795509300".ljust(512).encode()


def test_without_official_signatures_the_engine_says_so(make_engine, tmp_path):
    engine, context = make_engine(tmp_path)
    assert context.notes == ["own signature set: EICAR only; official signatures not installed"]
    assert engine.versions().signatures == "eicar-only-1"
    assert engine.versions().signatures_date == OWN_DATE


def test_the_engine_s_version_is_clamd_s(engine):
    assert engine.versions().engine.count(".") == 2


def test_official_signatures_give_version_and_date(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "daily.cld").write_bytes(header(27817))
    (source / "main.cvd").write_bytes(header(62, "16 Sep 2021 08-32 -0400"))
    found = lay_out(source, tmp_path / "db")
    assert found.version == "main-62.daily-27817.assay-1"
    assert found.date == "2026-11-24"
    assert found.official
    assert found.notes == ()
    assert (tmp_path / "db" / "daily.cld").read_bytes() == header(27817)


def test_a_local_signature_is_used_named_and_part_of_the_version(make_engine, tmp_path, sample):
    (tmp_path / "mine.ndb").write_text(f"Mine.Test:0:*:{b'my own marker'.hex()}\n")
    engine, context = make_engine(tmp_path)
    assert engine.scan(sample(b"... my own marker ..."), LOG).label == "Mine.Test.UNOFFICIAL"
    assert "1 local signature files" in context.notes[0]
    before = engine.versions().signatures
    (tmp_path / "mine.ndb").write_text(f"Mine.Test:0:*:{b'another marker'.hex()}\n")
    assert make_engine(tmp_path)[0].versions().signatures != before


def test_a_broken_signature_file_makes_the_engine_unavailable_and_is_named(make_engine, tmp_path):
    (tmp_path / "broken.ndb").write_text("not a signature\n")
    with pytest.raises(Unavailable, match=r"broken\.ndb"):
        make_engine(tmp_path)


def test_a_missing_clamd_is_unavailable_with_the_command_that_installs_it(make_engine):
    with pytest.raises(Unavailable, match="apt-get install"):
        make_engine(clamd="no-such-clamd")


@pytest.mark.parametrize("content", [b"", b"ClamAV-VDB", b"ClamAV-VDB:x:y:z", b"ClamAV-VDB:::", bytes(512)])
def test_a_header_that_is_none_is_refused(content):
    with pytest.raises(ValueError, match="not a ClamAV database"):
        read_header(content)


def test_no_file_of_the_engines_is_one_that_a_scanner_detects(engine, sample):
    files = [
        file
        for file in Path(__file__).parents[2].glob("*/*/**/*.*")
        if file.is_file() and "__pycache__" not in file.parts
    ]
    assert len(files) > 50
    for file in files:
        assert engine.scan(sample(file.read_bytes()), LOG) == Result.undetected(), file.name
