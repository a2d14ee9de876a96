"""Every rule of the starter set finds what it is for, and nothing in clean files."""

import importlib.util
import logging
import re
import sys
import sysconfig
from pathlib import Path

import pytest
from assay_engine import Sample
from assay_yara.rulesets import read_starter

_SPEC = importlib.util.spec_from_file_location("yara_samples", Path(__file__).with_name("samples.py"))
samples = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(samples)

RULES = [name for ruleset in read_starter() for name in re.findall(r"(?m)^rule (\w+)", ruleset.source)]
MAX_CLEAN_FILES = 3000


def found(result):
    return {match["rule_name"] for match in result.attributes.get("crowdsourced_yara_results", [])}


def test_the_starter_set_has_at_least_thirty_rules_with_names_of_their_own():
    assert len(RULES) >= 30
    assert len(set(RULES)) == len(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_its_sample(scan, rule):
    assert rule in found(scan(samples.SAMPLES[rule]()))


@pytest.mark.parametrize("rule", samples.QUIET)
def test_a_rule_stays_quiet_on_what_only_resembles_it(scan, rule):
    assert rule in RULES
    assert rule not in found(scan(samples.QUIET[rule]()))


@pytest.mark.parametrize("ruleset", read_starter(), ids=lambda ruleset: ruleset.name)
def test_every_rule_says_what_it_means(ruleset):
    for rule in re.split(r"(?m)^rule ", ruleset.source)[1:]:
        for key in ("author", "description", "severity", "reference"):
            assert re.search(rf'\b{key} = "[^"]+"', rule), f"{rule.split()[0]} has no {key}"
        assert re.search(r'severity = "(malicious|suspicious|info)"', rule)


@pytest.mark.parametrize("folder", ["stdlib", "bin", "packages"])
def test_the_starter_set_is_quiet_on_clean_files(engine, folder):
    place = {
        "stdlib": Path(sysconfig.get_paths()["stdlib"]),
        "bin": Path("/usr/bin"),
        "packages": Path(sysconfig.get_paths()["purelib"]) / "pip",
    }[folder]
    loud, count = [], 0
    for path in sorted(place.rglob("*")):
        if count >= MAX_CLEAN_FILES or "site-packages" in path.relative_to(place).parts:
            continue
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 4_000_000:
            continue
        count += 1
        sample = Sample(path, path.stat().st_size, "0" * 64, None, path.parent)
        result = engine.scan(sample, logging.getLogger("clean"))
        if result.verdict != "undetected":
            loud.append(f"{result.label}: {path}")
    assert count > 50, f"{sys.executable}: {place} has no files to be quiet on"
    assert loud == []


def test_the_rules_do_not_find_their_own_sources(scan):
    for file in [*Path(__file__).parent.glob("*.py"), *Path(__file__).parents[1].glob("src/**/*.yar")]:
        assert scan(file.read_bytes()).verdict == "undetected", file.name
