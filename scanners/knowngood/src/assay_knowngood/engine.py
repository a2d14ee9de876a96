"""The engine: every hash of a sample is asked of every set."""

import hashlib
import secrets
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from assay_engine import Context, Engine, Log, Result, Sample, Versions

from assay_knowngood.known_set import KnownSet
from assay_knowngood.rows import MD5_BYTES, SHA1_BYTES, SHA256_BYTES
from assay_knowngood.store import open_sets

CHUNK_BYTES = 1024 * 1024
ENTRIES_READ = 2000
"""Of one set for one digest; the same name stands in many products."""
MAX_NOTES = 10


class KnownGoodEngine(Engine):
    _sets: list[KnownSet]
    _max_names: int

    def load(self, ctx: Context) -> None:
        self._max_names = int(ctx.parameters["max_names"])
        self._sets, faults = open_sets(ctx.data)
        for fault in faults:
            ctx.log.error(f"not used: {fault}")
        for fault in faults[:MAX_NOTES]:
            ctx.note(f"not used: {fault}"[:400])
        if not self._sets:
            ctx.note("no set of known files was imported, so nothing is known; see docs/operate/known-good.md")

    def scan(self, sample: Sample, log: Log) -> Result:
        attributes = self._look_up(digests_of(sample, self._lengths()), log)
        if "trusted_verdict" in attributes:
            return Result.harmless(attributes)
        # Not known says nothing of a file, and known alone does not say that it is good.
        return Result.describes(attributes)

    def versions(self) -> Versions:
        package = version("assay-known-good")
        if not self._sets:
            return Versions(package)
        date = max(known.about.imported for known in self._sets)
        total = hashlib.sha256("".join(sorted(known.about.digest for known in self._sets)).encode())
        return Versions(package, f"{date.replace('-', '')}.{total.hexdigest()[:12]}", date)

    def selftest(self) -> None:
        """Every set knows what it holds, and none a digest that nothing has."""
        # At random: any fixed one could stand in a list.
        not_known = secrets.token_bytes(SHA256_BYTES)
        for known in self._sets:
            digest = known.any_digest()
            if digest is None or not known.entries(digest, 1):
                raise RuntimeError(f"the set {known.about.name} does not find what is in it")
            if known.entries(not_known, 1):
                raise RuntimeError(f"the set {known.about.name} finds what is not in it")

    def close(self) -> None:
        for known in self._sets:
            known.database.close()

    def _lengths(self) -> set[int]:
        return {length for known in self._sets for length in known.about.lengths}

    def _look_up(self, digests: Iterable[bytes], log: Log) -> dict[str, Any]:
        found = [
            (known, digest, entries)
            for known in self._sets
            for digest in digests
            if len(digest) in known.about.lengths and (entries := known.entries(digest, ENTRIES_READ))
        ]
        for known, digest, entries in found:
            log.info(f"{digest.hex()} stands in {known.about.name} ({len(entries)} entries)")
        return describe([(known, entries) for known, _, entries in found], self._max_names)


def describe(found: list[tuple[KnownSet, list[tuple[str, str]]]], max_names: int) -> dict[str, Any]:
    """VirusTotal's attributes of a file that these sets know; empty for one that none does."""
    attributes: dict[str, Any] = {}
    nsrl = [entry for known, entries in found if known.about.kind == "nsrl" for entry in entries]
    trusted = [(known, entries) for known, entries in found if known.about.trusted]
    others = [(known, entries) for known, entries in found if known.about.kind == "list" and not known.about.trusted]
    tags = []
    if nsrl:
        names, products = _names(nsrl, 0, max_names), _names(nsrl, 1, max_names)
        attributes["nsrl_info"] = {"filenames": names, "products": products}
        tags.append("nsrl")
    if others:
        attributes["known_distributors"] = {
            "distributors": sorted({known.about.organization for known, _ in others})[:max_names],
            "filenames": _names([entry for _, entries in others for entry in entries], 0, max_names),
        }
        tags.append("known-distributor")
    if trusted:
        (first, entries), *_ = trusted
        attributes["trusted_verdict"] = {
            "organization": first.about.organization,
            "filename": next((filename for filename, _ in entries if filename), ""),
            **({"link": first.about.link} if first.about.link else {}),
            "verdict": "goodware",
        }
        tags.append("trusted")
    return attributes | ({"tags": tags} if tags else {})


def _names(entries: list[tuple[str, str]], at: int, most: int) -> list[str]:
    return list(dict.fromkeys(entry[at] for entry in entries if entry[at]))[:most]


def digests_of(sample: Sample, lengths: set[int]) -> list[bytes]:
    """The sample's digests of these lengths. The file is read only where a set holds weaker ones than SHA-256."""
    weak = [
        made
        for length, made in (
            (SHA1_BYTES, hashlib.sha1(usedforsecurity=False)),
            (MD5_BYTES, hashlib.md5(usedforsecurity=False)),
        )
        if length in lengths
    ]
    if weak:
        with sample.open() as file:
            while chunk := file.read(CHUNK_BYTES):
                for each in weak:
                    each.update(chunk)
    return [bytes.fromhex(sample.sha256), *(each.digest() for each in weak)]
