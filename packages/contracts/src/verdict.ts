import { z } from 'zod';

/** How an engine run ended. Only `completed` carries a verdict. */
export const Outcome = z.enum(['completed', 'unsupported', 'timeout', 'failure', 'unavailable']);
export type Outcome = z.infer<typeof Outcome>;

/** What a completed run says of the sample; `null` for engines that only describe. */
export const Verdict = z.enum(['malicious', 'suspicious', 'harmless', 'undetected']);
export type Verdict = z.infer<typeof Verdict>;

/** What Assay says of a file; `unknown` when no detecting engine could look. */
export const FileVerdict = z.enum(['malicious', 'suspicious', 'harmless', 'undetected', 'unknown']);
export type FileVerdict = z.infer<typeof FileVerdict>;

/** What an engine is. `antivirus` and `rules` detect; the others describe, unpack or vouch. */
export const EngineKind = z.enum(['antivirus', 'rules', 'static', 'metadata', 'unpacker', 'knowngood']);
export type EngineKind = z.infer<typeof EngineKind>;

const DETECTING: readonly EngineKind[] = ['antivirus', 'rules'];

/** Whether an engine of this kind can say that a file is bad, and so whether its silence can clear one. */
export function detects(kind: EngineKind): boolean {
  return DETECTING.includes(kind);
}

/** VirusTotal's category of an engine's answer. */
export const Category = z.enum([
  'malicious',
  'suspicious',
  'undetected',
  'harmless',
  'timeout',
  'confirmed-timeout',
  'failure',
  'type-unsupported',
]);
export type Category = z.infer<typeof Category>;

/** One engine's answer, as far as judging a file needs it. */
export interface Answer {
  readonly kind: EngineKind;
  readonly outcome: Outcome;
  readonly verdict: Verdict | null;
}

/**
 * VirusTotal's category for an answer, or `null` for a completed engine that only describes: it stands
 * neither in results nor in stats.
 */
export function category(answer: Answer): Category | null {
  switch (answer.outcome) {
    case 'completed':
      return answer.verdict;
    case 'timeout':
      return 'timeout';
    case 'unsupported':
      return 'type-unsupported';
    case 'failure':
    case 'unavailable':
      return 'failure';
  }
}

/**
 * The verdict of a file from the answers of its engines. `undetected` needs at least one detecting engine
 * that completed, so a scan in which everything failed is `unknown` and never reads as clean.
 */
export function judge(answers: readonly Answer[]): FileVerdict {
  const completed = answers.filter((answer) => answer.outcome === 'completed');
  const says = (verdict: Verdict) => completed.some((answer) => answer.verdict === verdict);
  if (says('malicious')) return 'malicious';
  if (says('suspicious')) return 'suspicious';
  if (completed.some((answer) => answer.kind === 'knowngood' && answer.verdict === 'harmless')) return 'harmless';
  return completed.some((answer) => detects(answer.kind)) ? 'undetected' : 'unknown';
}

/** How many detecting engines were expected and how many of them completed. */
export function coverage(answers: readonly Answer[]): { expected: number; completed: number } {
  const detecting = answers.filter((answer) => detects(answer.kind));
  return {
    expected: detecting.length,
    completed: detecting.filter((answer) => answer.outcome === 'completed').length,
  };
}
