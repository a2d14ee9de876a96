"""From matching rules to a verdict and to VirusTotal's list of them."""

from collections.abc import Iterable, Mapping
from typing import Any

import yara_x
from assay_engine import Result

from assay_yara.rulesets import Ruleset

SEVERITIES = ("malicious", "suspicious", "info")
MAX_RESULTS = 256
_WITHOUT_WORD = "suspicious"
"""A rule without a severity was written to find something: a match is worth a look, and no proof."""


def judge(matching: Iterable[yara_x.Rule], rulesets: Mapping[str, Ruleset]) -> Result:
    """The worst severity decides and its first rule gives the label; rules of severity `info` only describe."""
    rules = sorted(matching, key=lambda rule: SEVERITIES.index(severity(rule)))
    described = [describe(rule, rulesets[rule.namespace]) for rule in rules[:MAX_RESULTS]]
    attributes = {"crowdsourced_yara_results": described} if described else {}
    worst = severity(rules[0]) if rules else "info"
    if worst == "malicious":
        return Result.malicious(rules[0].identifier[:256], attributes)
    if worst == "suspicious":
        return Result.suspicious(rules[0].identifier[:256], attributes)
    return Result.undetected(attributes)


def severity(rule: yara_x.Rule) -> str:
    """`malicious`, `suspicious` or `info`, from the rule's metadata."""
    word = str(dict(rule.metadata).get("severity", _WITHOUT_WORD)).lower()
    return word if word in SEVERITIES else _WITHOUT_WORD


def describe(rule: yara_x.Rule, ruleset: Ruleset) -> dict[str, Any]:
    """One entry of `crowdsourced_yara_results`. Absent texts are missing, never null."""
    meta = dict(rule.metadata)
    entry: dict[str, Any] = {
        "ruleset_id": ruleset.id,
        "ruleset_version": ruleset.version,
        "ruleset_name": ruleset.name,
        "rule_name": rule.identifier,
        "source": str(meta.get("source", meta.get("reference", ruleset.origin)))[:1024],
        "match_in_subfile": False,
    }
    for name in ("description", "author"):
        if meta.get(name):
            entry[name] = str(meta[name])[:1024]
    return entry
