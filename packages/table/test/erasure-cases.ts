import type { DeliveryItem, WebhookItem } from '@assay/contracts';
import { expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { AT, digest, fileItem, resultItem, scanItem, submissionItem, userItem } from './items.ts';

const SCAN = '17000000001230000001';
const EVER = new Date('2100-01-01T00:00:00Z');

function webhookItem(uid: string, id: string): WebhookItem {
  return {
    ...tables.webhookKey(uid, id),
    WebhookID: id,
    Url: 'https://example.org',
    Events: ['scan.completed'],
    Enabled: true,
    CreatedAt: AT,
    Failures: 0,
    LastDelivery: null,
    Recent: [],
    Note: null,
    Version: 1,
  };
}

function deliveryItem(uid: string, webhookId: string, n: number): DeliveryItem {
  const message = { id: `${webhookId}-${n}`, created: AT, event: 'test' as const, data: { user: 'ann' } };
  return tables.newDelivery(uid, webhookId, message, new Date(AT));
}

/** What deletion and webhooks need of every implementation of the table. */
export function erasureCases(under: () => tables.Table, newUser: () => string): void {
  it('lists every key under a prefix, page by page, and erases what it is given', async () => {
    const uid = newUser();
    const sha256 = digest('sha256', 'one');
    for (let n = 0; n < 300; n += 1) {
      await tables.putSubmission(under(), submissionItem(uid, sha256, String(n).padStart(20, '0')));
    }
    await tables.createScan(under(), scanItem(uid, sha256, SCAN));
    const found: tables.Key[] = [];
    let next: tables.Key | null = null;
    do {
      const page: { keys: tables.Key[]; next: tables.Key | null } = await tables.listKeys(
        under(),
        uid,
        tables.submissionPrefix(sha256),
        next,
      );
      found.push(...page.keys);
      next = page.next;
    } while (next !== null);
    expect(new Set(found.map((key) => key.FileID)).size).toBe(300);
    await tables.eraseItems(under(), found);
    await tables.eraseItems(under(), found.slice(0, 3));
    expect((await tables.listKeys(under(), uid, '')).keys).toEqual([tables.scanKey(uid, sha256, SCAN)]);
  });

  it('keeps what is left of a deleted file out of every list, and gives it to who writes files', async () => {
    const uid = newUser();
    const item = fileItem(uid, 'one');
    const file = await tables.changeFile(under(), uid, item.FileID, () => item);
    const left = { ...item, State: 'deleting' as const, NewestScan: SCAN };
    expect(await tables.putTombstone(under(), { ...item, Version: 9 }, left)).toBe(false);
    expect(await tables.putTombstone(under(), { ...item, Version: file?.Version ?? 0 }, left)).toBe(true);
    expect(await tables.getFile(under(), uid, item.FileID)).toBeNull();
    expect(await tables.listFiles(under(), uid, { limit: 10 })).toEqual({ items: [], next: null });
    const read = await tables.readFileItem(under(), uid, item.FileID);
    expect(read).toMatchObject({ State: 'deleting', NewestScan: SCAN, Version: 2 });
    const fresh = await tables.changeFile(under(), uid, item.FileID, () => item);
    expect(fresh).toMatchObject({ State: 'live', Version: 3 });
    expect(await tables.removeTombstone(under(), { ...item, Version: 2 })).toBe(false);
    expect((await tables.listFiles(under(), uid, { limit: 10 })).items).toHaveLength(1);
    expect(await tables.removeTombstone(under(), { ...item, Version: 3 })).toBe(true);
    expect(await tables.readFileItem(under(), uid, item.FileID)).toBeNull();
  });

  it('holds an object name for one file only, and gives it back', async () => {
    const uid = newUser();
    const [md5, one, two] = [digest('md5', 'x'), digest('sha256', 'one'), digest('sha256', 'two')];
    expect(await tables.holdName(under(), uid, md5, one, new Date(AT))).toBe(true);
    expect(await tables.holdName(under(), uid, md5, one, new Date(AT))).toBe(true);
    expect(await tables.holdName(under(), uid, md5, two, new Date(AT))).toBe(false);
    await tables.releaseName(under(), uid, md5, two);
    expect(await tables.holdName(under(), uid, md5, two, new Date(AT))).toBe(false);
    await tables.releaseName(under(), uid, md5, one);
    await tables.releaseName(under(), uid, md5, one);
    expect(await tables.reserveName(under(), uid, 'ann', md5, two)).toBe(`ann:${md5}`);
  });

  it('takes back an answer, and a report only as it was written', async () => {
    const uid = newUser();
    const sha256 = digest('sha256', 'one');
    await tables.putResult(under(), resultItem(uid, sha256, SCAN, 'clamav', 'completed'));
    await tables.deleteResult(under(), uid, sha256, SCAN, 'clamav');
    expect(await tables.listResults(under(), uid, sha256, SCAN)).toEqual([]);
    const write = () =>
      tables.changeReport(under(), uid, sha256, () => ({
        ...tables.reportKey(uid, sha256),
        ScanResults: null,
        ScanResultsKey: 'results/x',
      }));
    await write();
    await write();
    await tables.deleteReport(under(), uid, sha256, 1);
    expect(await tables.getReport(under(), uid, sha256)).not.toBeNull();
    await tables.deleteReport(under(), uid, sha256, 2);
    expect(await tables.getReport(under(), uid, sha256)).toBeNull();
  });

  it('has deliveries due apart from everything else, and lets them leave', async () => {
    const uid = newUser();
    const webhook = digest('md5', uid);
    for (const n of [1, 2]) expect(await tables.createDelivery(under(), deliveryItem(uid, webhook, n))).toBe(true);
    expect(await tables.createDelivery(under(), deliveryItem(uid, webhook, 1))).toBe(false);
    const mine = async (due: Promise<tables.DueEntry[]>) => (await due).filter((entry) => entry.UserID === uid);
    expect(await mine(tables.listDue(under(), EVER, 1000))).toEqual([]);
    const due = await mine(tables.listDueDeliveries(under(), EVER, 1000));
    const first = due.find(({ FileID }) => FileID === `#delivery#${webhook}-1`);
    expect(due).toHaveLength(2);
    const held = { ...(first as tables.DueEntry), DueAt: EVER.toISOString() };
    expect(await tables.leaveDue(under(), held)).toBe(false);
    expect(await tables.leaseDue(under(), first as tables.DueEntry, EVER)).toBe(true);
    expect(await tables.leaveDue(under(), held)).toBe(true);
    expect(await mine(tables.listDueDeliveries(under(), EVER, 1000))).toHaveLength(1);
    expect(await tables.listDeliveries(under(), uid, webhook, 10)).toHaveLength(2);
    await tables.changeDelivery(under(), uid, `${webhook}-1`, (item) =>
      item === null ? null : { ...item, Attempts: 3 },
    );
    expect(await tables.getDelivery(under(), uid, `${webhook}-1`)).toMatchObject({ Attempts: 3 });
    for (const n of [1, 2, 2]) await tables.deleteDelivery(under(), uid, `${webhook}-${n}`);
    expect(await tables.listDeliveries(under(), uid, webhook, 10)).toEqual([]);
  });

  it('keeps the webhooks of a user', async () => {
    const uid = newUser();
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    expect(await tables.createWebhook(under(), webhookItem(uid, a))).toBe(true);
    expect(await tables.createWebhook(under(), webhookItem(uid, a))).toBe(false);
    await tables.createWebhook(under(), webhookItem(uid, b));
    await tables.changeWebhook(under(), uid, a, (item) => (item === null ? null : { ...item, Enabled: false }));
    expect((await tables.listWebhooks(under(), uid)).map((item) => item.Enabled)).toEqual([false, true]);
    await tables.deleteWebhook(under(), uid, a);
    await tables.deleteWebhook(under(), uid, a);
    expect(await tables.getWebhook(under(), uid, a)).toBeNull();
    expect(await tables.listWebhooks(under(), uid)).toHaveLength(1);
  });

  it('leaves a name of a deleted user, and only of one who is being deleted', async () => {
    const uid = newUser();
    const item = userItem(uid, 'ann');
    await tables.createUser(under(), { ...item, UserInfo: { ...item.UserInfo, Email: 'ann@example.org' } });
    expect(await tables.endUserDeletion(under(), uid, EVER)).toBe(false);
    await tables.beginUserDeletion(under(), uid, new Date(AT));
    expect(await tables.endUserDeletion(under(), uid, EVER)).toBe(true);
    expect(await tables.endUserDeletion(under(), uid, EVER)).toBe(false);
    const left = await tables.getUser(under(), uid);
    expect(left).toMatchObject({ State: 'deleted', UserName: 'ann', PasswordHash: '-', DueAt: EVER.toISOString() });
    expect(JSON.stringify(left)).not.toContain('example.org');
  });
}
