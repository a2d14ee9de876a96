import { randomBytes } from 'node:crypto';
import type { AuditItem } from '@assay/contracts';
import { ABSENT, putItem } from './item.ts';
import { auditPartition } from './keys.ts';
import type { Table } from './table.ts';

/** What happened, by whose hand. */
export type AuditEntry = Pick<AuditItem, 'Action' | 'Actor' | 'ActorToken' | 'Subject' | 'Address' | 'Outcome'> &
  Partial<Pick<AuditItem, 'Details'>>;

/** Writes an entry that is never changed again. Throws AssayError `transient` when the table does not answer. */
export async function appendAudit(table: Table, entry: AuditEntry, now: Date): Promise<void> {
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
}
