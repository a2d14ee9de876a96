import { AssayError, FileHash } from '@assay/contracts';

/** `{id}` of a file route in lower case; a 400 that says what it must be when it is no hash. */
export function fileHash(id: string): string {
  const hash = FileHash.safeParse(id);
  if (hash.success) return hash.data;
  throw new AssayError('invalid-argument', 'A file is named by its MD5, SHA-1 or SHA-256 in hexadecimal digits.');
}

/** Says the same of a file that nobody has and of one that is somebody else's. */
export function noSuchFile(hash: string): AssayError {
  return new AssayError('not-found', `File "${hash}" not found`);
}
