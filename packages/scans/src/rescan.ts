import { AssayError } from '@assay/contracts';
import type { SubmitScans, Submitted } from './submit.ts';

export interface Rescan {
  readonly user: string;
  readonly userId: string;
  readonly sha256: string;
  /** Only these engines; absent: all. */
  readonly engines?: readonly string[] | undefined;
  readonly token: string | null;
}

export async function rescan(_scans: SubmitScans, _request: Rescan): Promise<Submitted> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
