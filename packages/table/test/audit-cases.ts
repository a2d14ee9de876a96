import { describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';

export function auditCases(table: () => tables.Table): void {
  describe('the audit trail', () => {
    const at = (month: number, minute = 0) => new Date(Date.UTC(2001, month - 1, 1, 0, minute));
    const entry = (Actor: string, Action: string, Subject: string) => ({
      Actor,
      Action,
      Subject,
      ActorToken: null,
      Address: null,
      Outcome: 'done' as const,
    });
    const bounds = { from: at(1), to: at(12) };
    const listed = async (filter: tables.AuditFilter) =>
      (await tables.listAudit(table(), { ...bounds, ...filter }, { limit: 1000 })).items.map((item) => item.Action);

    it('is newest first over months, by actor, action, subject and time, in pages', async () => {
      await tables.appendAudit(table(), entry('root', 'user.create', 'ann'), at(1));
      await tables.appendAudit(table(), entry('ann', 'key.create', 'ann/1'), at(2));
      await tables.appendAudit(table(), entry('ann', 'key.revoke', 'ann/1'), at(2, 1));
      await tables.appendAudit(table(), entry('root', 'user.disable', 'anna'), at(3));
      expect(await listed({})).toEqual(['user.disable', 'key.revoke', 'key.create', 'user.create']);
      expect(await listed({ actor: 'ann' })).toEqual(['key.revoke', 'key.create']);
      expect(await listed({ action: 'key.create' })).toEqual(['key.create']);
      expect(await listed({ action: 'user.' })).toEqual(['user.disable', 'user.create']);
      expect(await listed({ subject: 'ann' })).toEqual(['user.create']);
      expect(await listed({ subject: 'ann/', actor: 'ann' })).toEqual(['key.revoke', 'key.create']);
      expect(await listed({ outcome: 'refused' })).toEqual([]);
      expect(await listed({ from: at(2), to: at(2, 1) })).toEqual(['key.create']);

      const first = await tables.listAudit(table(), { ...bounds, actor: 'root' }, { limit: 1 });
      expect(first.items.map((item) => item.Action)).toEqual(['user.disable']);
      const rest = await tables.listAudit(table(), { ...bounds, actor: 'root' }, { limit: 1, after: first.next ?? '' });
      expect([rest.items.map((item) => item.Action), rest.next]).toEqual([['user.create'], null]);
    });

    it('has nothing between two moments the wrong way round, nor after the last year or before the first', async () => {
      await tables.appendAudit(table(), entry('bound', 'user.create', 'ann'), at(4));
      const found = async (bounds: Pick<tables.AuditFilter, 'from' | 'to'>) =>
        (await tables.listAudit(table(), { actor: 'bound', ...bounds }, { limit: 10 })).items.length;
      const [first, last, beyond] = [new Date(-8.64e15), new Date('9999-12-31T00:00:00Z'), new Date(8.64e15)];
      expect(await found({ from: at(5), to: at(3) })).toBe(0);
      for (const from of [last, beyond]) expect([await found({ from }), await found({ to: from })]).toEqual([0, 1]);
      expect([await found({ from: first }), await found({ to: first })]).toEqual([1, 0]);
    });
  });
}
