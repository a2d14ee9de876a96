import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { AT, apiKeyItem } from './items.ts';

const LATER = '2026-01-02T03:06:00.000Z';

export function usageCases(table: () => tables.Table, newUser: () => string): void {
  describe('usage', () => {
    it('adds up the calls of a day by operation, also when many add at once', async () => {
      const uid = newUser();
      await Promise.all(
        Array.from({ length: 10 }, () => tables.addUsage(table(), uid, '2026-01-02', { getFile: 2, search: 1 })),
      );
      const [day, ...others] = await tables.listUsage(table(), uid, '2026-01-01', '2026-01-31');
      expect(day).toMatchObject({ FileID: '2026-01-02', Requests: { getFile: 20, search: 10 } });
      expect(day?.ExpiresAt).toBe(Date.parse('2026-03-03T00:00:00Z') / 1000);
      expect(others).toEqual([]);
    });

    it('takes more operations at once than there are', async () => {
      const uid = newUser();
      const calls = Object.fromEntries(
        Array.from({ length: 130 }, (_, at) => [`anOperationWithALongName${at}`, at + 1]),
      );
      await tables.addUsage(table(), uid, '2026-01-02', calls);
      expect((await tables.listUsage(table(), uid, '2026-01-02', '2026-01-02'))[0]?.Requests).toEqual(calls);
    });

    it('lists the days asked for, of one user, oldest first', async () => {
      const uid = newUser();
      for (const day of ['2026-01-03', '2026-01-01', '2026-01-02']) {
        await tables.addUsage(table(), uid, day, { getFile: 1 });
      }
      await tables.addUsage(table(), newUser(), '2026-01-02', { getFile: 1 });
      const days = await tables.listUsage(table(), uid, '2026-01-02', '2026-01-31');
      expect(days.map((day) => day.FileID)).toEqual(['2026-01-02', '2026-01-03']);
    });

    it('keeps when a key was last used, and never an earlier time', async () => {
      const uid = newUser();
      const token = '0'.repeat(30);
      expect(await tables.noteKeyUsed(table(), uid, token, new Date(AT))).toBe(false);
      await tables.putApiKey(table(), apiKeyItem(uid, token));
      expect(await tables.noteKeyUsed(table(), uid, token, new Date(LATER))).toBe(true);
      expect(await tables.noteKeyUsed(table(), uid, token, new Date(AT))).toBe(false);
      expect((await tables.getApiKey(table(), uid, token))?.LastUsedAt).toBe(LATER);
    });
  });
}
