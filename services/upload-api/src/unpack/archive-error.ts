import { AssayError } from '@assay/contracts';
import {
  ERR_BAD_FORMAT,
  ERR_EOCDR_NOT_FOUND,
  ERR_INVALID_AUTHENTICATION_CODE,
  ERR_INVALID_COMPRESSED_DATA,
  ERR_INVALID_CRC32,
  ERR_INVALID_PASSWORD,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
} from '@zip.js/zip.js';

const NO_ZIP = 'the file is not a ZIP, and a "password" is for protected ZIPs alone.';
// Old encryption knows a wrong password by one byte: one in 256 is found out only by what comes out.
const WRONG_OR_DAMAGED = 'the password does not open the ZIP, or the ZIP is damaged.';

const TEXTS: Readonly<Record<string, string>> = {
  [ERR_BAD_FORMAT]: NO_ZIP,
  [ERR_EOCDR_NOT_FOUND]: NO_ZIP,
  [ERR_INVALID_PASSWORD]: 'the password does not open the ZIP.',
  [ERR_INVALID_AUTHENTICATION_CODE]: WRONG_OR_DAMAGED,
  [ERR_INVALID_COMPRESSED_DATA]: WRONG_OR_DAMAGED,
  [ERR_INVALID_CRC32]: WRONG_OR_DAMAGED,
  [ERR_UNSUPPORTED_COMPRESSION]: 'the ZIP is compressed in a way that cannot be unpacked; send the file itself.',
  [ERR_UNSUPPORTED_ENCRYPTION]: 'the ZIP is encrypted in a way that cannot be unpacked; send the file itself.',
};

/** The 400 for an archive that cannot be unpacked. What zip.js says of it stays inside. */
export function archiveError(cause: unknown): AssayError {
  const internal = cause instanceof Error ? cause.message : String(cause);
  return new AssayError('bad-request', TEXTS[internal] ?? 'the ZIP is damaged.', { internal });
}

/** A refusal in our own words. */
export function refusedArchive(text: string): AssayError {
  return new AssayError('bad-request', text);
}
