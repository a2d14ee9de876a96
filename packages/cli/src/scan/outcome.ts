import type { AnalysisDescriptor, ScanDetail } from '@assay/contracts';
import type { z } from 'zod';
import { ApiFault } from '../client/api-fault.ts';
import { EXIT, type ExitCode, judgeScan } from '../exit-code.ts';
import { messageOf } from '../message-of.ts';

/** What became of one file. */
export interface Outcome {
  readonly path: string;
  /** What the upload answered; null when it failed. */
  readonly analysis: AnalysisDescriptor | null;
  /** The complete scan; null when it was not waited for or could not be. */
  readonly scan: z.infer<typeof ScanDetail> | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Without waiting an upload that was taken is fine. */
export function codeOf({ scan, error }: Outcome): ExitCode {
  if (scan !== null) return judgeScan(scan);
  return error === null ? EXIT.fine : EXIT.error;
}

export function errorOf(fault: Error): { code: string; message: string } {
  if (fault instanceof ApiFault) return { code: fault.code, message: fault.said };
  return { code: fault.name, message: messageOf(fault) };
}
