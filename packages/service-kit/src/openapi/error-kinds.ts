import type { ErrorKind, Operation } from '@assay/contracts';

/** What stands before every operation can refuse, whatever it does. */
const ALWAYS: readonly ErrorKind[] = ['bad-request', 'invalid-argument', 'quota', 'busy', 'internal', 'transient'];
/** What can happen to somebody who has to say who they are: also a key that does not reach far enough. */
const SIGNED_IN: readonly ErrorKind[] = ['no-credentials', 'wrong-credentials', 'user-not-active', 'forbidden'];

/** Every kind of error with which an operation may answer: those it names, and those that its form implies. */
export function errorKinds(operation: Operation): readonly ErrorKind[] {
  const kinds: ErrorKind[] = [...ALWAYS];
  if (operation.access !== 'anyone') kinds.push(...SIGNED_IN);
  if (operation.confirm) kinds.push('password-required');
  // A body that no handler waits for is bounded all the same, and may be sent too slowly.
  if (operation.method !== 'GET') kinds.push('too-large', 'too-slow');
  return [...new Set([...kinds, ...operation.errors])];
}
