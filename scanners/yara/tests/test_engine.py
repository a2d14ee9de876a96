"""From matches to a verdict; and rules of one's own."""

import hashlib
import logging
import re
import time

import pytest
from assay_engine import Sample, Unavailable
from assay_engine.eicar import eicar

LOUD = 'rule Mine { meta: author = "me" description = "finds a word" severity = "%s" condition: filesize > 3 }'


def rule_dir(path, **files):
    for name, source in files.items():
        (path / f"{name}.yar").write_text(source)
    return path


def test_eicar_is_malicious(scan):
    result = scan(eicar())
    assert (result.verdict, result.label) == ("malicious", "EICAR_Test_File")
    [match] = result.attributes["crowdsourced_yara_results"]
    assert re.fullmatch("[0-9a-f]{10}", match["ruleset_id"])
    assert match["ruleset_version"].startswith(match["ruleset_id"] + "|")
    assert match["ruleset_name"] == "eicar"
    assert match["author"] == "Assay"
    assert match["source"].startswith("https://")
    assert match["match_in_subfile"] is False


@pytest.mark.parametrize("content", [b"", b"a", b"hello world\n", bytes(100_000)], ids=len)
def test_a_clean_file_is_undetected_without_attributes(scan, content):
    result = scan(content)
    assert (result.verdict, result.label, dict(result.attributes)) == ("undetected", None, {})


@pytest.mark.parametrize(
    ("severity", "verdict"),
    [
        ("malicious", "malicious"),
        ("suspicious", "suspicious"),
        ("info", "undetected"),
        ("", "suspicious"),
        ("?", "suspicious"),
    ],
)
def test_the_severity_decides(make_engine, scan, tmp_path, severity, verdict):
    source = LOUD % severity if severity else LOUD.replace('severity = "%s"', "")
    engine, _ = make_engine(rule_dir(tmp_path, mine=source))
    result = scan(b"words", engine)
    assert result.verdict == verdict
    assert [match["rule_name"] for match in result.attributes["crowdsourced_yara_results"]] == ["Mine"]


def test_the_worst_match_gives_the_label(make_engine, scan, tmp_path):
    sources = {name: (LOUD % name).replace("Mine", name.title()) for name in ("info", "malicious", "suspicious")}
    result = scan(b"words", make_engine(rule_dir(tmp_path, **sources))[0])
    assert (result.verdict, result.label) == ("malicious", "Malicious")
    names = [match["rule_name"] for match in result.attributes["crowdsourced_yara_results"]]
    assert names == ["Malicious", "Suspicious", "Info"]


def test_a_bad_file_of_the_user_s_is_named_and_the_rest_stays(make_engine, scan, tmp_path, caplog):
    rule_dir(tmp_path, bad="rule Broken { condition: nonsense }", good=LOUD % "suspicious")
    engine, context = make_engine(tmp_path)
    assert scan(b"words", engine).label == "Mine"
    [note] = context.notes
    assert "local/bad.yar" in note
    assert "nonsense" in note
    assert "local/bad.yar" in caplog.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("binary.yar", b"\xff\xfe\x00rule"),
        ("reader.yar", b'include "/etc/passwd"'),
        ("huge.yar", b" " * (16 * 1024 * 1024 + 1)),
    ],
)
def test_a_file_that_is_no_rule_file_is_named(make_engine, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert name in make_engine(tmp_path)[1].notes[0]


def test_two_files_may_have_rules_of_the_same_name(make_engine, scan, tmp_path):
    engine, context = make_engine(rule_dir(tmp_path, a=LOUD % "info", b=LOUD % "malicious"))
    assert context.notes == []
    matches = scan(b"words", engine).attributes["crowdsourced_yara_results"]
    assert {match["ruleset_name"] for match in matches} == {"a", "b"}


def test_the_version_changes_with_any_rule_and_with_nothing_else(make_engine, tmp_path):
    plain = make_engine()[0].versions()
    assert make_engine()[0].versions() == plain
    rule_dir(tmp_path, mine=LOUD % "info")
    first = make_engine(tmp_path)[0].versions()
    rule_dir(tmp_path, mine=LOUD % "malicious")
    second = make_engine(tmp_path)[0].versions()
    assert len({plain.signatures, first.signatures, second.signatures}) == 3
    assert re.fullmatch(r"\d{8}\.[0-9a-f]{12}", plain.signatures)


def test_the_starter_set_can_be_switched_off(make_engine, scan, tmp_path):
    engine, _ = make_engine(rule_dir(tmp_path, mine=LOUD % "info"), starter_rules=False)
    engine.selftest()
    assert scan(b"UPX0 words", engine).verdict == "undetected"


def test_without_any_rule_the_engine_is_unavailable(make_engine):
    with pytest.raises(Unavailable, match="no rules"):
        make_engine(starter_rules=False)


def test_rules_that_take_too_long_are_a_failure_and_not_clean(make_engine, tmp_path):
    slow = "rule Slow { condition: for all i in (0..9223372036854775806) : ( uint8(i % filesize) != 1 ) }"
    engine, _ = make_engine(rule_dir(tmp_path, slow=slow), starter_rules=False)
    path = tmp_path / "sample"
    path.write_bytes(b"words")
    sample = Sample(path, 5, hashlib.sha256(b"words").hexdigest(), None, tmp_path, time.monotonic() + 1)
    with pytest.raises(Exception, match="timeout"):
        engine.scan(sample, logging.getLogger("slow"))


def test_the_selftest_passes(engine):
    engine.selftest()
