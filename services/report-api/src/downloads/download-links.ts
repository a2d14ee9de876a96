import type { KeyObject } from 'node:crypto';
import type { Asker, Caller } from '@assay/auth';
import { AssayError } from '@assay/contracts';
import { openToken, signToken } from '@assay/service-kit';
import { userId } from '@assay/table';
import { z } from 'zod';

/** How long an address can be used, in seconds. */
export const DOWNLOAD_URL_S = 3600;

/** What is behind an address: a file of somebody, or an archive of who asked. */
export type Behind = { readonly owner: string; readonly sha256: string } | { readonly zip: string };

/** Addresses that give bytes without credentials, as often as they are asked for. */
export interface DownloadLinks {
  /** The token of a new address. */
  sign(caller: Caller, behind: Behind): string;
  /** What is behind it and who asked for it, who need not be allowed to any more; throws `not-found`. */
  open(token: string): { readonly asker: Asker; readonly behind: Behind };
}

const PURPOSE = 'download';

/** Short names: all of it stands in an address. */
const Carried = z.object({
  u: z.string(),
  k: z.string().nullable(),
  s: z.string().nullable(),
  t: z.int(),
  b: z.union([z.strictObject({ owner: z.string(), sha256: z.string() }), z.strictObject({ zip: z.string() })]),
});

/** Nothing is kept of an address: the token says everything, and is signed. */
export function createDownloadLinks(key: KeyObject, now: () => Date): DownloadLinks {
  return {
    sign({ userName, token, sessionId }, behind) {
      const at = now().getTime();
      const carried: z.infer<typeof Carried> = { u: userName, k: token, s: sessionId, t: at, b: behind };
      return signToken(key, PURPOSE, carried, new Date(at + DOWNLOAD_URL_S * 1000));
    },
    open(token) {
      const carried = Carried.safeParse(openToken(key, PURPOSE, token, now()));
      if (!carried.success) throw noSuchLink();
      const { u, k, s, t, b } = carried.data;
      return { asker: { userName: u, userId: userId(u), token: k, sessionId: s, at: t }, behind: b };
    },
  };
}

export function noSuchLink(): AssayError {
  return new AssayError('not-found', 'This download address has expired or was never given out.');
}
