import { AssayError, type AuditItem, type ErrorKind } from '@assay/contracts';
import { appendAudit, endAudit, type Table } from '@assay/table';
import type { FastifyRequest } from 'fastify';
import type { AccountCall } from '../account-app.ts';

/** Something that is to be done, as the trail names it. */
export interface Deed<T = unknown> {
  /** As `key.create`. */
  readonly action: string;
  /** To what; see `AuditItem`. */
  readonly subject: string;
  /** Of what was done, where its name is not known before. */
  readonly subjectOf?: ((done: T) => string) | undefined;
  /** Small; never a secret. */
  readonly details?: AuditItem['Details'] | undefined;
}

/** Somebody who was understood and not allowed to. */
const REFUSALS: ReadonlySet<ErrorKind> = new Set([
  'forbidden',
  'conflict',
  'already-exists',
  'wrong-credentials',
  'user-not-active',
]);

interface Trail {
  readonly table: Table;
  readonly now: () => Date;
}

export interface Actor {
  /** User name; `-` for nobody signed in. */
  readonly actor: string;
  /** Public API token of the key; null without one. */
  readonly token: string | null;
  /** With which it came. */
  readonly request: Pick<FastifyRequest, 'ip' | 'log'>;
}

/** By the caller of an operation. */
export function byCaller({ caller, request }: AccountCall): Actor {
  return { actor: caller.userName, token: caller.token, request };
}

/**
 * Does something that is in the trail before it begins, and answers when the trail says how it ended: `done`, `refused`, or
 * `failed` for everything else. What cannot be written down is not done: `transient`, and may be sent again. When only the
 * end cannot be written, the entry goes on saying `begun` and the work's own outcome is what counts: a password that was
 * made must reach whom it was made for. See decision 0201.
 */
export function recordDeed<T>(trail: Trail, call: AccountCall, deed: Deed<T>, work: () => Promise<T>): Promise<T> {
  return recordDeedOf(trail, byCaller(call), deed, work);
}

/** As `recordDeed`, by whoever it is. */
export async function recordDeedOf<T>(trail: Trail, by: Actor, deed: Deed<T>, work: () => Promise<T>): Promise<T> {
  const { table, now } = trail;
  const entry = await appendAudit(table, entryOf(by, deed, 'begun'), now());
  const end = (outcome: AuditItem['Outcome'], subject = deed.subject) =>
    endAudit(table, entry, outcome, subject).catch((err: unknown) => {
      by.request.log.warn({ err, action: deed.action, entry: entry.FileID }, 'an entry of the trail stays begun');
    });
  let done: T;
  try {
    done = await work();
  } catch (error) {
    await end(isRefusal(error) ? 'refused' : 'failed');
    throw error;
  }
  await end('done', deed.subjectOf?.(done));
  return done;
}

/**
 * Finds out whether something may be done at all, as by a password, and writes down when it may not. Nothing else is
 * written, so that whoever has to wait before the next try writes nothing. Throws `transient` in the place of a refusal that
 * cannot be written down.
 */
export async function recordRefusal<T>(
  trail: Trail,
  by: Actor,
  deed: Deed<never>,
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (isRefusal(error)) await appendAudit(trail.table, entryOf(by, deed, 'refused'), trail.now());
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AssayError && REFUSALS.has(error.kind);
}

function entryOf(
  { actor, token, request }: Actor,
  { action, subject, details = {} }: Pick<Deed, 'action' | 'subject' | 'details'>,
  outcome: AuditItem['Outcome'],
) {
  return {
    Action: action,
    Actor: actor,
    ActorToken: token,
    Subject: subject,
    Address: request.ip,
    Outcome: outcome,
    Details: details,
  };
}
