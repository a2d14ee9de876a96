import type { FoundFile, ScanDetail } from '@assay/contracts';
import type { z } from 'zod';

/** What a command ends with; a script can rely on them (`docs/cli.md`). */
export const EXIT = { fine: 0, malicious: 1, unjudged: 2, error: 3, interrupted: 130, pipeClosed: 141 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The gravest first: a find stays a find, whatever else went wrong, and an error says more than an open question. */
const GRAVITY: readonly ExitCode[] = [
  EXIT.pipeClosed,
  EXIT.interrupted,
  EXIT.malicious,
  EXIT.error,
  EXIT.unjudged,
  EXIT.fine,
];

/** The one code for several files. */
export function gravest(codes: readonly ExitCode[]): ExitCode {
  return GRAVITY.find((code) => codes.includes(code)) ?? EXIT.fine;
}

/**
 * What a scan means for a script. `malicious`: the verdict is malicious or suspicious. `unjudged`: it is not complete, its
 * verdict is unknown, or an antivirus or rules engine that took part did not complete (failure, timeout, unsupported,
 * unavailable), so that the silence of the others clears nothing. `fine`: every one of them looked and found nothing.
 */
export function judgeScan(
  scan: Pick<z.infer<typeof ScanDetail>, 'status' | 'verdict' | 'detecting'>,
): typeof EXIT.fine | typeof EXIT.malicious | typeof EXIT.unjudged {
  if (scan.verdict === 'malicious' || scan.verdict === 'suspicious') return EXIT.malicious;
  if (scan.status !== 'complete' || scan.verdict === null || scan.verdict === 'unknown') return EXIT.unjudged;
  return scan.detecting.completed < scan.detecting.expected ? EXIT.unjudged : EXIT.fine;
}

/** The same of a file by its newest complete scan, as lists have it. */
export function judgeFile({
  verdict,
  detection,
}: Pick<FoundFile, 'verdict' | 'detection'>): ReturnType<typeof judgeScan> {
  if (detection === null) return judgeScan({ status: 'queued', verdict, detecting: { expected: 0, completed: 0 } });
  return judgeScan({ status: 'complete', verdict, detecting: detection });
}
