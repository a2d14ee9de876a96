"""Compiling rule files so that a bad one costs only itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import yara_x

from assay_yara.rulesets import Ruleset, Skipped


@dataclass(frozen=True, slots=True)
class Compiled:
    """Rules ready to scan with. `rulesets` are the files in it, by the namespace that each has for itself."""

    rules: yara_x.Rules
    rulesets: dict[str, Ruleset]
    skipped: list[Skipped]


def compile_rulesets(rulesets: Sequence[Ruleset]) -> Compiled:
    """Each file is compiled by itself first: a file with an error is left out whole and named, the rest stays."""
    compiler = _compiler()
    used: dict[str, Ruleset] = {}
    skipped: list[Skipped] = []
    for ruleset in rulesets:
        reason = _fault(ruleset)
        if reason is not None:
            skipped.append(Skipped(ruleset.origin, reason))
            continue
        namespace = f"r{len(used)}"
        compiler.new_namespace(namespace)
        compiler.add_source(ruleset.source, origin=ruleset.origin)
        used[namespace] = ruleset
    return Compiled(compiler.build(), used, skipped)


def _compiler() -> yara_x.Compiler:
    # An included file would be read from wherever it names and would be missing from the version.
    return yara_x.Compiler(includes_enabled=False)


def _fault(ruleset: Ruleset) -> str | None:
    alone = _compiler()
    try:
        alone.add_source(ruleset.source, origin=ruleset.origin)
    except yara_x.CompileError as error:
        return " ".join(str(error).split())[:300]
    return None
