import { AssayError } from '@assay/contracts';
import { userId } from '@assay/table';
import { type Reader, readsAll } from './find-file.ts';

/**
 * In whose partition a list is read: the caller's, or that of `owner`. Throws forbidden, whether there is such a user or
 * not, when the caller does not read the files of others.
 */
export function partitionOf(caller: Reader, owner: string | undefined): string {
  const uid = owner === undefined ? caller.userId : userId(owner);
  if (uid !== caller.userId && !readsAll(caller)) throw new AssayError('forbidden');
  return uid;
}
