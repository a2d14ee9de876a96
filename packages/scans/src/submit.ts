import { AssayError } from '@assay/contracts';
import type { Scans } from './scans.ts';

/** What an upload or a re-analysis began, or the open scan that it joined. */
export interface Submitted {
  readonly scanId: string;
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly size: number;
  readonly filename: string;
  readonly joined: boolean;
  readonly warnings: readonly { readonly step: 'publish'; readonly message: string }[];
}

/** A file whose bytes are durable under `objectKey`. */
export interface Upload {
  readonly user: string;
  readonly userId: string;
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
  readonly size: number;
  readonly filename: string;
  readonly objectKey: string;
  readonly token: string | null;
  readonly client: string | null;
  readonly by: 'upload';
}

export type SubmitScans = Pick<
  Scans,
  'table' | 'topic' | 'live' | 'catalogue' | 'share' | 'ticketKey' | 'limits' | 'logger' | 'now'
>;

export async function submit(_scans: SubmitScans, _upload: Upload): Promise<Submitted> {
  throw new AssayError('internal', undefined, { internal: 'not written yet' });
}
