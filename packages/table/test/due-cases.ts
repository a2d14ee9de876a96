import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { digest, fileItem, scanItem } from './items.ts';

const SCAN_1 = '17000000001230000001';
const SCAN_2 = '17000000001230000002';

/** What must still happen is found when it is due, and done by one process. */
export function dueCases(table: () => tables.Table, newUser: () => string): void {
  describe('due', () => {
    const sha256 = digest('sha256', 'due');
    const due = async (uid: string) =>
      (await tables.listDue(table(), new Date('2026-01-02T00:00:00Z'), 1000)).filter((entry) => entry.UserID === uid);

    it('lists from every shard what is due, longest due first, and nothing that is not', async () => {
      const uid = newUser();
      const ids = Array.from({ length: 32 }, (_, at) => `170000000000000${String(at).padStart(5, '0')}`);
      for (const [at, id] of ids.entries()) {
        const minute = String(59 - at).padStart(2, '0');
        await tables.createScan(table(), scanItem(uid, sha256, id, `2026-01-01T00:${minute}:00.000Z`));
      }
      await tables.createScan(table(), scanItem(uid, sha256, SCAN_1, '2026-01-03T00:00:00.000Z'));
      await tables.createScan(table(), scanItem(uid, sha256, SCAN_2));
      expect((await due(uid)).map((entry) => entry.FileID.slice(-20))).toEqual([...ids].reverse());
    });

    it('has files apart from scans, from every shard of theirs', async () => {
      const uid = newUser();
      const files = Array.from({ length: 16 }, (_, at) => fileItem(uid, `due file ${at}`));
      const shards = new Set(files.map(({ FileID }) => tables.fileDueShard(FileID)));
      expect(shards.size).toBeGreaterThan(4);
      for (const [at, file] of files.entries()) {
        const DueAt = `2026-01-01T00:00:${String(59 - at).padStart(2, '0')}.000Z`;
        const due = { ...file, DueAt, DueShard: tables.fileDueShard(file.FileID) };
        await tables.changeFile(table(), uid, file.FileID, () => due);
      }
      expect(await due(uid)).toEqual([]);
      const found = await tables.listDueFiles(table(), new Date('2026-01-02T00:00:00Z'), 1000);
      const mine = found.filter((entry) => entry.UserID === uid).map((entry) => entry.FileID);
      expect(mine).toEqual(files.map((file) => file.FileID).reverse());
      expect(await tables.listDueFiles(table(), new Date('2025-12-31T00:00:00Z'), 1000)).toEqual([]);
    });

    it('is leased by one of many', async () => {
      const uid = newUser();
      await tables.createScan(table(), scanItem(uid, sha256, SCAN_1, '2026-01-01T00:00:00.000Z'));
      const [entry] = await due(uid);
      if (entry === undefined) throw new Error('nothing is due');
      const until = new Date('2026-01-05T00:00:00Z');
      const leases = await Promise.all(Array.from({ length: 8 }, () => tables.leaseDue(table(), entry, until)));
      expect(leases.filter(Boolean)).toHaveLength(1);
      expect(await due(uid)).toEqual([]);
    });

    it('is leased again by none that saw it before, also not by a whole write from before', async () => {
      const uid = newUser();
      await tables.createScan(table(), scanItem(uid, sha256, SCAN_1, '2026-01-01T00:00:00.000Z'));
      const [entry] = await due(uid);
      if (entry === undefined) throw new Error('nothing is due');
      let tries = 0;
      await tables.changeScan(table(), uid, sha256, SCAN_1, async (item) => {
        tries += 1;
        if (tries === 1) await tables.leaseDue(table(), entry, new Date('2026-01-05T00:00:00Z'));
        return item;
      });
      expect(tries).toBe(2);
      expect((await tables.getScan(table(), uid, sha256, SCAN_1))?.DueAt).toBe('2026-01-05T00:00:00.000Z');
    });

    it('is left when an item is written without it', async () => {
      const uid = newUser();
      await tables.createScan(table(), scanItem(uid, sha256, SCAN_1, '2026-01-01T00:00:00.000Z'));
      await tables.changeScan(table(), uid, sha256, SCAN_1, (item) => {
        if (item === null) return null;
        const { DueAt: _at, DueShard: _shard, ...rest } = item;
        return { ...rest, Status: 'complete' };
      });
      expect(await due(uid)).toEqual([]);
    });
  });
}
