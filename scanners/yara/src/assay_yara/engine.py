"""The engine: rules compiled once, a scanner per sample."""

from importlib.metadata import version

import yara_x
from assay_engine import Context, Engine, Log, Result, Sample, Unavailable, Versions
from assay_engine.eicar import eicar

from assay_yara.compile import Compiled, compile_rulesets
from assay_yara.judge import judge, severity
from assay_yara.rulesets import digest, read_directory, read_starter

MAX_NOTES = 10


class YaraEngine(Engine):
    _compiled: Compiled
    _max_matches: int

    def load(self, ctx: Context) -> None:
        self._max_matches = int(ctx.parameters["max_matches_per_pattern"])
        local, unread = read_directory(ctx.data)
        starter = read_starter() if ctx.parameters["starter_rules"] else []
        self._compiled = compile_rulesets([*starter, *local])
        skipped = [*unread, *self._compiled.skipped]
        for fault in skipped:
            ctx.log.error(f"rule file {fault.origin} is not used: {fault.reason}")
        for fault in skipped[:MAX_NOTES]:
            ctx.note(f"rule file {fault.origin} is not used: {fault.reason}"[:400])
        if len(skipped) > MAX_NOTES:
            ctx.note(f"{len(skipped) - MAX_NOTES} more rule files are not used; the log names them")
        if not self._compiled.rulesets:
            raise Unavailable("there are no rules: the starter set is switched off and the data directory has none")

    def scan(self, sample: Sample, log: Log) -> Result:
        scanner = yara_x.Scanner(self._compiled.rules)
        scanner.max_matches_per_pattern(self._max_matches)
        remaining = sample.remaining_s()
        if remaining != float("inf"):
            # A little before the end, so that the log says that it was the rules that took so long.
            scanner.set_timeout(max(1, int(remaining * 0.9)))
        if sample.size == 0:
            # YARA-X maps the file, and an empty one cannot be mapped.
            matching = scanner.scan(b"").matching_rules
        else:
            matching = scanner.scan_file(str(sample.path)).matching_rules
        for rule in matching:
            log.info(f"{rule.identifier} ({severity(rule)})")
        return judge(matching, self._compiled.rulesets)

    def versions(self) -> Versions:
        rulesets = list(self._compiled.rulesets.values())
        date = max(ruleset.date for ruleset in rulesets)
        return Versions(version("yara-x"), f"{date.replace('-', '')}.{digest(rulesets)}", date)

    def selftest(self) -> None:
        """Proves the program by a rule of its own, and the rules in use by EICAR unless the starter set is off."""
        scanner = yara_x.Scanner(yara_x.compile('rule Known { strings: $a = "known" condition: $a }'))
        if [rule.identifier for rule in scanner.scan(b"a known text").matching_rules] != ["Known"]:
            raise RuntimeError("YARA-X did not find a known text")
        if list(scanner.scan(b"a clean text").matching_rules):
            raise RuntimeError("YARA-X found something in a clean text")
        rules = yara_x.Scanner(self._compiled.rules)
        if all(ruleset.origin != "assay/eicar.yar" for ruleset in self._compiled.rulesets.values()):
            return
        if judge(rules.scan(eicar()).matching_rules, self._compiled.rulesets).label != "EICAR_Test_File":
            raise RuntimeError("the rules did not find EICAR")
