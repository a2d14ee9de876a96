import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { AT, digest } from './items.ts';

const now = new Date(AT);

export function idempotencyCases(table: () => tables.Table, newUser: () => string): void {
  describe('the key of an upload', () => {
    const item = (uid: string, key: string, submissionId: string, file = digest('sha256', 'a file')) =>
      tables.newIdempotency(uid, key, file, submissionId, now);

    it('stands for one submission of one user, whoever comes second', async () => {
      const [uid, other] = [newUser(), newUser()];
      const all = await Promise.all(
        ['1', '2', '3', '4'].map((id) => tables.putIdempotency(table(), item(uid, 'key', id), null)),
      );
      expect(all.filter((won) => won)).toHaveLength(1);
      expect((await tables.getIdempotency(table(), uid, 'key'))?.SubmissionID).toBe(String(all.indexOf(true) + 1));
      expect(await tables.getIdempotency(table(), other, 'key')).toBeNull();
      expect(await tables.getIdempotency(table(), uid, 'Key')).toBeNull();
    });

    it('is replaced only by who saw what stands there', async () => {
      const uid = newUser();
      const [first, second, third] = ['1', '2', '3'].map((id) => item(uid, 'key', id)) as [
        ReturnType<typeof item>,
        ReturnType<typeof item>,
        ReturnType<typeof item>,
      ];
      await tables.putIdempotency(table(), first, null);
      expect(await tables.putIdempotency(table(), second, first)).toBe(true);
      expect(await tables.putIdempotency(table(), third, first)).toBe(false);
      expect(await tables.getIdempotency(table(), uid, 'key')).toEqual(second);
    });

    it('remembers its answer, which a replaced submission cannot change', async () => {
      const uid = newUser();
      const [first, second] = [item(uid, 'key', '1'), item(uid, 'key', '2')];
      await tables.putIdempotency(table(), first, null);
      expect(await tables.answerIdempotency(table(), first, 'scan')).toBe(true);
      expect(await tables.answerIdempotency(table(), first, 'scan')).toBe(true);
      expect(await tables.getIdempotency(table(), uid, 'key')).toEqual({ ...first, ScanID: 'scan' });
      await tables.putIdempotency(table(), second, first);
      expect(await tables.answerIdempotency(table(), first, 'late')).toBe(false);
      expect((await tables.getIdempotency(table(), uid, 'key'))?.ScanID).toBeNull();
    });

    it('tells files apart and says nothing of them', () => {
      const [one, other] = [
        item('u', 'key', '1', digest('sha256', 'one')),
        item('u', 'key', '1', digest('sha256', 'other')),
      ];
      expect(one.Fingerprint).not.toBe(other.Fingerprint);
      expect(JSON.stringify(one)).not.toContain(digest('sha256', 'one'));
      expect(one.ExpiresAt).toBe(Math.floor(now.getTime() / 1000) + 86_400);
    });
  });
}
