import { randomBytes } from 'node:crypto';
import { AuditItem } from '@assay/contracts';
import { listByKind } from './by-kind.ts';
import { ABSENT, putItem, updateItem } from './item.ts';
import { auditPartition, type Key } from './keys.ts';
import type { Table } from './table.ts';

/** What happened, by whose hand. */
export type AuditEntry = Pick<AuditItem, 'Action' | 'Actor' | 'ActorToken' | 'Subject' | 'Address' | 'Outcome'> &
  Partial<Pick<AuditItem, 'Details'>>;

/**
 * Writes an entry and answers where it lies. It is never changed again, but that one which says `begun` is told once how it
 * ended. Throws AssayError `transient` when the table does not answer.
 */
export async function appendAudit(table: Table, entry: AuditEntry, now: Date): Promise<Key> {
  const time = now.toISOString();
  const sort = `${time}#${randomBytes(6).toString('hex')}`;
  const item: AuditItem = {
    Details: {},
    ...entry,
    UserID: auditPartition(time.slice(0, 7)),
    FileID: sort,
    Kind: 'audit',
    SortAt: sort,
    Time: time,
  };
  await putItem(table, item, ABSENT);
  return { UserID: item.UserID, FileID: item.FileID };
}

/** Says how a deed ended whose entry says `begun`, and to what it was done; fine when that is said already. */
export async function endAudit(
  table: Table,
  entry: Key,
  outcome: AuditItem['Outcome'],
  subject: string,
): Promise<void> {
  await updateItem(table, entry, {
    update: 'SET Outcome = :outcome, Subject = :subject',
    condition: 'Outcome = :begun',
    values: { ':outcome': outcome, ':subject': subject, ':begun': 'begun' },
  });
}

/** What of the trail is wanted; several at once must all hold. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** With a `.` at the end, every action that begins so. */
  readonly action?: string | undefined;
  /** With a `/` at the end, everything that lies under it. */
  readonly subject?: string | undefined;
  readonly outcome?: AuditItem['Outcome'] | undefined;
  /** Then or later. */
  readonly from?: Date | undefined;
  /** Earlier than that. */
  readonly to?: Date | undefined;
}

/** Before every time and after every time of the years that are written with four digits, as text. */
const EVER = { from: '0', to: ':' };

/** The trail, newest first. `after` is the `SortAt` with which the page before ended; a page may be short. */
export async function listAudit(
  table: Table,
  filter: AuditFilter,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: AuditItem[]; next: string | null }> {
  const { after } = page;
  const { items, next } = await listByKind(table, AuditItem, {
    kind: 'audit',
    forward: false,
    from: textOf(filter.from ?? null, EVER.from),
    to: textOf(filter.to ?? null, EVER.to),
    filter: conditions(filter),
    limit: page.limit,
    after:
      after === undefined ? undefined : { UserID: auditPartition(after.slice(0, 7)), FileID: after, sortAt: after },
  });
  return { items, next: next?.sortAt ?? null };
}

/**
 * A bound as it compares with `SortAt`. An offset can carry a date out of the years 0 to 9999, and such a year is written
 * with a sign and six digits, which compares as no time: nothing was written before or after, so it is as good as no bound
 * on its own side and beyond everything on the other.
 */
function textOf(bound: Date | null, absent: string): string {
  if (bound === null) return absent;
  const year = bound.getUTCFullYear();
  if (year < 0) return EVER.from;
  return year > 9999 ? EVER.to : bound.toISOString();
}

function conditions({ actor, action, subject, outcome }: AuditFilter) {
  const wanted = [
    { name: 'Actor', value: actor, part: false },
    { name: 'Action', value: action, part: action?.endsWith('.') === true },
    { name: 'Subject', value: subject, part: subject?.endsWith('/') === true },
    { name: 'Outcome', value: outcome, part: false },
  ].filter(({ value }) => value !== undefined);
  if (wanted.length === 0) return undefined;
  return {
    condition: wanted
      .map(({ name, part }) => (part ? `begins_with(#${name}, :${name})` : `#${name} = :${name}`))
      .join(' AND '),
    names: Object.fromEntries(wanted.map(({ name }) => [`#${name}`, name])),
    values: Object.fromEntries(wanted.map(({ name, value }) => [`:${name}`, value])),
  };
}
