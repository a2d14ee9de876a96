import { expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { fileItem } from './items.ts';

const DAY_MS = 86_400_000;

/** What is over goes, for implementations that have no time to live of their own. */
export function expiryCases(table: () => tables.Table, newUser: () => string): void {
  it('removes items whose time is over, over more than one page, and no others', async () => {
    const uid = newUser();
    const began = new Date('2026-01-02T03:04:05Z');
    const puts = Array.from({ length: 120 }, (_, at) =>
      tables.putIdempotency(table(), tables.newIdempotency(uid, `key-${at}`, 'a'.repeat(64), '1', began), null),
    );
    await Promise.all(puts);
    const later = new Date(began.getTime() + 2 * DAY_MS);
    await tables.putIdempotency(table(), tables.newIdempotency(uid, 'later', 'b'.repeat(64), '1', later), null);
    const file = fileItem(uid, 'kept for ever');
    await tables.changeFile(table(), uid, file.FileID, () => file);

    expect(await tables.removeExpired(table(), later)).toBeGreaterThanOrEqual(120);
    expect(await tables.getIdempotency(table(), uid, 'key-7')).toBeNull();
    expect(await tables.getIdempotency(table(), uid, 'later')).not.toBeNull();
    expect(await tables.getFile(table(), uid, file.FileID)).not.toBeNull();
    expect(await tables.removeExpired(table(), later)).toBe(0);
  });
}
