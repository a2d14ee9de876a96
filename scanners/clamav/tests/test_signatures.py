"""The set that clamd loads, and what the engine says of it."""

import logging
from pathlib import Path

import pytest
from assay_clamav.client import LoadedVersion, read_version
from assay_clamav.daemon import start_clamd
from assay_clamav.signatures import OWN_DATE, lay_out, read_header, set_version
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


def test_of_two_forms_of_a_database_the_newer_counts(tmp_path):
    (tmp_path / "daily.cld").write_bytes(header(27900))
    (tmp_path / "daily.cvd").write_bytes(header(3))
    assert set_version(tmp_path) == "daily-27900.assay-1"


def test_a_local_signature_is_used_named_and_part_of_the_version(make_engine, tmp_path, sample):
    (tmp_path / "mine.ndb").write_text(f"Mine.Test:0:*:{b'my own marker'.hex()}\n")
    engine, context = make_engine(tmp_path)
    assert engine.scan(sample(b"... my own marker ..."), LOG).label == "Mine.Test.UNOFFICIAL"
    assert "1 local signature files" in context.notes[0]
    before = engine.versions().signatures
    (tmp_path / "mine.ndb").write_text(f"Mine.Test:0:*:{b'another marker'.hex()}\n")
    assert make_engine(tmp_path)[0].versions().signatures != before


def replacing(monkeypatch, replace):
    """Lets `replace` run each time between the reading of the set's version and its loading."""

    def start(*arguments):
        replace()
        return start_clamd(*arguments)

    monkeypatch.setattr("assay_clamav.engine.start_clamd", start)


def signature(marker):
    return f"Mine.Test:0:*:{marker.hex()}\n"


def test_a_set_that_is_replaced_while_clamd_loads_it_has_its_own_version(make_engine, tmp_path, sample, monkeypatch):
    mine = tmp_path / "mine.ndb"
    mine.write_text(signature(b"an old marker"))
    old = set_version(tmp_path)
    replacing(monkeypatch, lambda: mine.write_text(signature(b"a new marker")))
    engine, _ = make_engine(tmp_path)
    assert engine.versions().signatures == set_version(tmp_path) != old
    assert engine.scan(sample(b"... a new marker ..."), LOG).label == "Mine.Test.UNOFFICIAL"
    assert engine.scan(sample(b"... an old marker ..."), LOG) == Result.undetected()


def test_a_file_that_vanishes_while_clamd_loads_it_is_not_missed(make_engine, tmp_path, monkeypatch):
    old, new = tmp_path / "old.ndb", tmp_path / "new.ndb"
    old.write_text(signature(b"a marker"))
    replacing(monkeypatch, lambda: old.exists() and old.rename(new))
    engine, _ = make_engine(tmp_path)
    assert engine.versions().signatures == set_version(tmp_path)


def test_a_set_that_is_replaced_again_and_again_makes_the_engine_unavailable(make_engine, tmp_path, monkeypatch):
    marks = iter(range(100))
    replacing(monkeypatch, lambda: (tmp_path / "mine.ndb").write_text(signature(b"marker %02d" % next(marks))))
    with pytest.raises(Unavailable, match="replaced 3 times"):
        make_engine(tmp_path)


def test_a_daily_that_clamd_loaded_in_another_version_is_loaded_again(make_engine, tmp_path, monkeypatch):
    answers = iter(["ClamAV 1.4.6/27818/Fri Nov 7 09:12:45 2025", "ClamAV 1.4.6"])
    monkeypatch.setattr("assay_clamav.engine.ask", lambda *_: next(answers))
    make_engine(tmp_path)
    assert list(answers) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("ClamAV 1.4.6/27817/Fri Nov 7 09:12:45 2025", LoadedVersion("1.4.6", "27817")),
        ("ClamAV 1.4.6", LoadedVersion("1.4.6", None)),
        ("", LoadedVersion("unknown", None)),
    ],
)
def test_clamd_s_version_is_read(answer, expected):
    assert read_version(answer) == expected


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
