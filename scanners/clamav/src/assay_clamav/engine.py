"""The engine: it starts clamd and passes it one open file per sample."""

import hashlib
import os
import signal
import subprocess
from pathlib import Path
from types import FrameType

from assay_engine import Context, Engine, Log, Recoverable, Result, Sample, Unavailable, Unsupported, Versions
from assay_engine.eicar import eicar

from assay_clamav.client import ClamdGone, ask, read_version, scan_file
from assay_clamav.daemon import INSTALL, ClamdStartError, Limits, find_clamd, start_clamd, stop_clamd
from assay_clamav.judge import clean_label, judge
from assay_clamav.signatures import SignatureSet, lay_out, set_version
from assay_clamav.unseen import Unreadable, write_unseen

START_TIMEOUT_S = 120.0
"""Loading the official signatures takes 10 to 30 s."""
MAX_LOADS = 3


class ClamavEngine(Engine):
    _clamd: subprocess.Popen[bytes]
    _directory: Path
    _limits: Limits
    _set: SignatureSet
    _program_version: str

    def load(self, ctx: Context) -> None:
        program = find_clamd(str(ctx.parameters["clamd"]))
        if program is None:
            raise Unavailable(f"clamd is not installed: {INSTALL}")
        self._directory = ctx.scratch
        self._limits = Limits(
            unpacked_bytes=int(ctx.parameters["max_unpacked_mb"]) * 1024 * 1024,
            scan_ms=int(max(ctx.manifest.limits.timeout_s - 5, ctx.manifest.limits.timeout_s / 2) * 1000),
        )
        self._load_one_set(program, ctx.data)
        for note in self._set.notes:
            ctx.note(note)
        self._end_with_clamd()

    def _load_one_set(self, program: str, data: Path) -> None:
        """Starts clamd until the set that it has loaded is the one whose version was read.

        The updater may replace a file in the seconds between the two, and an answer must not carry the version of
        another set.
        """
        for _ in range(MAX_LOADS):
            try:
                self._set = lay_out(data, self._directory / "db")
                self._clamd = start_clamd(program, self._directory, self._limits, START_TIMEOUT_S)
                told = read_version(ask(self._directory, "VERSION", 10))
                if set_version(data) == self._set.version and told.daily == self._set.daily:
                    self._program_version = told.program
                    return
                stop_clamd(self._clamd)
            except OSError as error:
                raise Unavailable(f"the signatures cannot be read: {error}") from error
            except ClamdStartError as error:
                # A file that vanished while it was being loaded is no fault of the set that has taken its place.
                if set_version(data) == self._set.version:
                    raise Unavailable(str(error)) from error
        raise Unavailable(f"the signatures were replaced {MAX_LOADS} times while clamd loaded them")

    def scan(self, sample: Sample, log: Log) -> Result:
        if sample.size > self._limits.unpacked_bytes:
            raise Unsupported(f"{sample.size} bytes, more than the {self._limits.unpacked_bytes} that ClamAV looks at")
        found = self._ask(sample, sample.path, log) or self._ask_again(sample, log)
        if found is not None:
            return found
        log.debug("clamd: OK")
        return Result.undetected()

    def _ask(self, sample: Sample, path: Path, log: Log) -> Result | None:
        """None for clamd's OK; raises `Unsupported` where it says that it could not look."""
        try:
            reply = scan_file(self._directory, path, min(sample.remaining_s(), self._limits.scan_ms / 1000 + 5))
        except ClamdGone as error:
            raise Recoverable(str(error)) from error
        if reply.label is None:
            return None
        log.info(f"clamd: {clean_label(reply.label, self._set.own_labels)}")
        return judge(reply.label, self._set.own_labels)

    def _ask_again(self, sample: Sample, log: Log) -> Result | None:
        """About what it passed over in silence, if there is something."""
        members = sample.scratch / "members.zip"
        try:
            if not write_unseen(sample.path, members, self._limits.unpacked_bytes):
                return None
            log.debug("clamd is asked again, about the members of the ZIP alone")
            return self._ask(sample, members, log)
        except Unreadable as error:
            raise Unsupported(f"clamd found nothing, but {error}") from error
        finally:
            members.unlink(missing_ok=True)

    def versions(self) -> Versions:
        return Versions(self._program_version, self._set.version, self._set.date)

    def selftest(self) -> None:
        known = self._directory / "selftest"
        for content, expected in ((eicar(), True), (hashlib.sha256(b"clean").digest(), False)):
            known.write_bytes(content)
            try:
                found = scan_file(self._directory, known, 30).label
            finally:
                known.unlink()
            if (found is not None) != expected:
                raise RuntimeError(f"clamd said {found or 'OK'} of a known {'EICAR' if expected else 'clean'} file")

    def close(self) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        stop_clamd(self._clamd)

    def _end_with_clamd(self) -> None:
        """Engine process and clamd are one unit: when clamd dies so does this process, its host starts both again and
        gives the sample under way to the new one."""
        owner = os.getpid()

        def on_child_end(_signal: int, _frame: FrameType | None) -> None:
            if os.getpid() == owner and self._clamd.poll() is not None:
                os._exit(1)

        signal.signal(signal.SIGCHLD, on_child_end)
