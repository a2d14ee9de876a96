import { EXIT, type ExitCode, gravest } from '../exit-code.ts';
import type { Output } from '../output.ts';
import { codeOf, type Outcome } from './outcome.ts';
import { openOutcomeTable } from './show-outcomes.ts';

/** Takes what became of files, one after the other; of many it keeps no more than a line each. */
export interface Outcomes {
  add(outcome: Outcome): void;
  /** When the last one was added. */
  show(): void;
  /** Whether there was no file. */
  none(): boolean;
  /** The gravest; `unjudged` when there was none, since nothing was looked at. */
  code(): ExitCode;
}

/** A program gets each as a line of JSON at once, a person a table at the end. */
export function collectOutcomes(out: Output, waited: boolean): Outcomes {
  const codes = new Set<ExitCode>();
  const shown = out.json ? null : openOutcomeTable(waited, out);
  return {
    add(outcome) {
      codes.add(codeOf(outcome));
      if (shown === null) out.line(outcome);
      else shown.add(outcome);
    },
    show: () => shown?.show(),
    none: () => codes.size === 0,
    code: () => (codes.size === 0 ? EXIT.unjudged : gravest([...codes])),
  };
}
