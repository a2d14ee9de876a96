import { AssayError, type AuditItem, type ErrorKind } from '@assay/contracts';
import { appendAudit, type Table } from '@assay/table';
import type { AccountCall } from '../account-app.ts';

/** Something that is to be done, as the trail names it. */
export interface Deed<T = unknown> {
  /** As `key.create`. */
  readonly action: string;
  /** To what; see `AuditItem`. */
  readonly subject: string;
  /** Of what was done, where its name is not known before. */
  readonly subjectOf?: ((done: T) => string) | undefined;
  /** Takes back what was done and cannot be written down. */
  readonly undo?: ((done: T) => Promise<unknown>) | undefined;
  /** Small; never a secret. */
  readonly details?: AuditItem['Details'] | undefined;
}

/** Somebody who was understood and not allowed to. What was malformed, or is not there, is no deed. */
const REFUSALS: ReadonlySet<ErrorKind> = new Set([
  'forbidden',
  'conflict',
  'already-exists',
  'wrong-credentials',
  'user-not-active',
]);
const FAILURES: ReadonlySet<ErrorKind> = new Set(['internal', 'transient']);

interface Trail {
  readonly table: Table;
  readonly now: () => Date;
}

/**
 * Does something and writes into the trail how it ended, before it is answered. What was done but could not be written
 * down is answered as `transient`: it may be sent again, and is written down then.
 */
export async function recordDeed<T>(
  trail: Trail,
  call: AccountCall,
  deed: Deed<T>,
  work: () => Promise<T>,
): Promise<T> {
  const { caller, request } = call;
  return recordDeedOf(trail, { actor: caller.userName, token: caller.token, address: request.ip }, deed, work);
}

export interface Actor {
  /** User name; `-` for nobody signed in. */
  readonly actor: string;
  readonly token: string | null;
  readonly address: string | null;
}

/** As `recordDeed`, by whoever it is. */
export async function recordDeedOf<T>(
  { table, now }: Trail,
  { actor, token, address }: Actor,
  { action, subject, subjectOf = () => subject, undo, details }: Deed<T>,
  work: () => Promise<T>,
): Promise<T> {
  const write = (outcome: AuditItem['Outcome'], what = subject) =>
    appendAudit(
      table,
      {
        Action: action,
        Actor: actor,
        ActorToken: token,
        Subject: what,
        Address: address,
        Outcome: outcome,
        ...(details === undefined ? {} : { Details: details }),
      },
      now(),
    );
  let done: T;
  try {
    done = await work();
  } catch (error) {
    const kind = error instanceof AssayError ? error.kind : 'internal';
    if (REFUSALS.has(kind)) await write('refused');
    // The table may be what failed; the first error is the one to tell of.
    else if (FAILURES.has(kind)) await write('failed').catch(() => {});
    throw error;
  }
  try {
    await write('done', subjectOf(done));
  } catch (error) {
    await undo?.(done);
    throw error;
  }
  return done;
}
