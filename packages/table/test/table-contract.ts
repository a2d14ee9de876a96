import { AssayError } from '@assay/contracts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as tables from '../src/index.ts';
import { accountCases } from './account-cases.ts';
import { auditCases } from './audit-cases.ts';
import { communityCases } from './community-cases.ts';
import { dueCases } from './due-cases.ts';
import { erasureCases } from './erasure-cases.ts';
import { expiryCases } from './expiry-cases.ts';
import { idempotencyCases } from './idempotency-cases.ts';
import {
  AT,
  apiKeyItem,
  digest,
  fileItem,
  hostedEngine,
  resultItem,
  scanItem,
  submissionItem,
  userItem,
} from './items.ts';
import { sessionCases } from './session-cases.ts';
import type { TestTable } from './start-dynalite.ts';
import { usageCases } from './usage-cases.ts';

const SCAN_1 = '17000000001230000001';
const SCAN_2 = '17000000001230000002';
const SCAN_3 = '17000000001230000003';

/** What every implementation of the table must do. `start` gives an empty table that `createTable` has made. */
export function tableContract(name: string, start: () => Promise<TestTable>): void {
  describe(`the table on ${name}`, () => {
    let under: TestTable;
    let users = 0;
    /** A partition of its own for each test. */
    const newUser = () => {
      users += 1;
      return tables.userId(`user-${users}`);
    };

    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under?.stop());

    it('tells whoever keeps copies of a file of each change, before it answers, and of nothing else', async () => {
      const uid = newUser();
      const item = fileItem(uid, 'copied');
      const told: string[] = [];
      const table = {
        ...under.table,
        async fileChanged(userId: string, sha256: string) {
          const file = await tables.getFile(under.table, userId, sha256);
          told.push(`${sha256} ${file?.TimesSubmitted}`);
        },
      };
      await tables.changeFile(table, uid, item.FileID, () => item);
      await tables.changeFile(table, uid, item.FileID, () => null);
      await tables.getFile(table, uid, item.FileID);
      await tables.changeFile(table, uid, item.FileID, () => ({ ...item, TimesSubmitted: 7 }));
      expect(told).toEqual([`${item.FileID} ${item.TimesSubmitted}`, `${item.FileID} 7`]);
    });

    it('tells them also of a change of which nobody knows whether it was made, and of none that was not asked for', async () => {
      const uid = newUser();
      const item = fileItem(uid, 'perhaps changed');
      const told: string[] = [];
      const unheard = async (command: { constructor: { name: string } }) => {
        const answer = await under.table.client.send(command as never);
        if (command.constructor.name === 'PutCommand') throw new Error('the acknowledgement was lost');
        return answer;
      };
      const table = {
        name: under.table.name,
        client: { send: unheard as typeof under.table.client.send, destroy() {} },
        fileChanged: async (_userId: string, sha256: string) => void told.push(sha256),
      };
      const refuse = () => Promise.reject(new Error('the change is refused'));
      await expect(tables.changeFile(table, uid, item.FileID, refuse)).rejects.toThrow('the change is refused');
      expect(told).toEqual([]);
      await expect(tables.changeFile(table, uid, item.FileID, () => item)).rejects.toMatchObject({ kind: 'transient' });
      expect(told).toEqual([item.FileID]);
    });

    idempotencyCases(() => under.table, newUser);
    expiryCases(() => under.table, newUser);

    it('is made once and may be made again', async () => {
      await expect(tables.createTable(under.table)).resolves.toBeUndefined();
    });

    describe('files', () => {
      it('answers null for what is not there, and the item for what is', async () => {
        const uid = newUser();
        const file = fileItem(uid, 'one');
        expect(await tables.getFile(under.table, uid, file.FileID)).toBeNull();
        await tables.changeFile(under.table, uid, file.FileID, () => file);
        expect(await tables.getFile(under.table, uid, file.FileID)).toEqual({ ...file, Version: 1 });
      });

      it('loses no change when thirty are made at once', async () => {
        const uid = newUser();
        const file = fileItem(uid, 'busy');
        await tables.changeFile(under.table, uid, file.FileID, () => file);
        const change = () =>
          tables.changeFile(under.table, uid, file.FileID, (item) =>
            item === null ? null : { ...item, TimesSubmitted: item.TimesSubmitted + 1 },
          );
        await Promise.all(Array.from({ length: 30 }, change));
        expect((await tables.getFile(under.table, uid, file.FileID))?.TimesSubmitted).toBe(31);
      });

      it('creates an item once when two create it at once', async () => {
        const uid = newUser();
        const file = fileItem(uid, 'new');
        const make = () =>
          tables.changeFile(under.table, uid, file.FileID, (item) =>
            item === null ? file : { ...item, TimesSubmitted: item.TimesSubmitted + 1 },
          );
        await Promise.all([make(), make()]);
        expect((await tables.getFile(under.table, uid, file.FileID))?.TimesSubmitted).toBe(2);
      });

      it('hides a file that is being deleted, except from those who write it', async () => {
        const uid = newUser();
        const file = { ...fileItem(uid, 'going'), State: 'deleting' as const };
        await tables.changeFile(under.table, uid, file.FileID, () => file);
        expect(await tables.getFile(under.table, uid, file.FileID)).toBeNull();
        expect((await tables.readFileItem(under.table, uid, file.FileID))?.State).toBe('deleting');
        expect(await tables.resolveHash(under.table, uid, file.FileID)).toEqual([]);
        expect((await tables.listFiles(under.table, uid, { limit: 10 })).items).toEqual([]);
      });

      it('lists a user’s files, last submitted first, in pages that miss and double nothing', async () => {
        const uid = newUser();
        const other = newUser();
        const files = Array.from({ length: 7 }, (_, at) =>
          fileItem(uid, `file ${at}`, `2026-01-0${at + 1}T00:00:00.000Z`),
        );
        for (const file of files) await tables.changeFile(under.table, uid, file.FileID, () => file);
        const foreign = fileItem(other, 'not mine');
        await tables.changeFile(under.table, other, foreign.FileID, () => foreign);
        await tables.createScan(under.table, scanItem(uid, files[0]?.FileID ?? '', SCAN_1));
        const seen: string[] = [];
        let after: tables.FilePlace | undefined;
        do {
          const page = await tables.listFiles(under.table, uid, { limit: 3, after });
          seen.push(...page.items.map((file) => file.RecentAt));
          after = page.next ?? undefined;
        } while (after !== undefined);
        expect(seen).toEqual(files.map((file) => file.RecentAt).reverse());
      });

      it('throws what is in the table but is no file, instead of answering with it', async () => {
        const uid = newUser();
        const key = tables.fileKey(uid, digest('sha256', 'rubbish'));
        await under.table.client.send(new PutCommand({ TableName: under.table.name, Item: { ...key, State: 'live' } }));
        await expect(tables.getFile(under.table, uid, key.FileID)).rejects.toMatchObject({ kind: 'internal' });
      });
    });

    describe('names', () => {
      it('gives the short object name to the first file with an MD5 and the long one to every other', async () => {
        const uid = newUser();
        const [a, b] = [digest('sha256', 'a'), digest('sha256', 'b')];
        const reserve = (sha256: string) => tables.reserveName(under.table, uid, 'ann', 'd'.repeat(32), sha256);
        expect(await reserve(a)).toBe(`ann:${'d'.repeat(32)}`);
        expect(await reserve(b)).toBe(`ann:${'d'.repeat(32)}:${b}`);
        expect(await reserve(a)).toBe(`ann:${'d'.repeat(32)}`);
      });

      it('gives the short name to one of many that ask at once', async () => {
        const uid = newUser();
        const all = Array.from({ length: 8 }, (_, at) => digest('sha256', `racer ${at}`));
        const names = await Promise.all(
          all.map((sha256) => tables.reserveName(under.table, uid, 'ann', 'e'.repeat(32), sha256)),
        );
        expect(names.filter((each) => each === `ann:${'e'.repeat(32)}`)).toHaveLength(1);
        expect(new Set(names).size).toBe(8);
      });

      it('resolves MD5, SHA-1 and SHA-256, with the file last submitted first when an MD5 has two', async () => {
        const uid = newUser();
        const [md5, sha1] = ['1'.repeat(32), '2'.repeat(40)];
        const files = [
          fileItem(uid, 'older', '2026-01-01T00:00:00.000Z'),
          fileItem(uid, 'newer', '2026-02-01T00:00:00.000Z'),
        ];
        for (const file of files) {
          await tables.changeFile(under.table, uid, file.FileID, () => file);
          await tables.putAliases(under.table, uid, { md5, sha1, sha256: file.FileID });
        }
        const newestFirst = [files[1]?.FileID, files[0]?.FileID];
        expect(await tables.resolveHash(under.table, uid, md5)).toEqual(newestFirst);
        expect(await tables.resolveHash(under.table, uid, sha1)).toEqual(newestFirst);
        expect(await tables.resolveHash(under.table, uid, files[0]?.FileID ?? '')).toEqual([files[0]?.FileID]);
        expect(await tables.resolveHash(under.table, newUser(), md5)).toEqual([]);
      });

      it('resolves nothing through an alias whose file was never accepted', async () => {
        const uid = newUser();
        const hashes = { md5: '3'.repeat(32), sha1: '4'.repeat(40), sha256: digest('sha256', 'never') };
        await tables.putAliases(under.table, uid, hashes);
        expect(await tables.resolveHash(under.table, uid, hashes.md5)).toEqual([]);
      });
    });

    describe('scans', () => {
      it('creates a scan once', async () => {
        const uid = newUser();
        const scan = scanItem(uid, digest('sha256', 's'), SCAN_1);
        expect(await tables.createScan(under.table, scan)).toBe(true);
        expect(await tables.createScan(under.table, { ...scan, User: 'other' })).toBe(false);
        expect(await tables.getScan(under.table, uid, scan.SHA256, SCAN_1)).toEqual(scan);
      });

      it('lists a file’s scans newest first, in pages, and none of another file', async () => {
        const uid = newUser();
        const [sha256, other] = [digest('sha256', 's'), digest('sha256', 't')];
        for (const id of [SCAN_2, SCAN_1, SCAN_3]) await tables.createScan(under.table, scanItem(uid, sha256, id));
        await tables.createScan(under.table, scanItem(uid, other, SCAN_1));
        const first = await tables.listScans(under.table, uid, sha256, { limit: 2 });
        expect(first.items.map((scan) => scan.ScanID)).toEqual([SCAN_3, SCAN_2]);
        const second = await tables.listScans(under.table, uid, sha256, { limit: 2, after: first.next ?? undefined });
        expect(second.items.map((scan) => scan.ScanID)).toEqual([SCAN_1]);
        expect(second.next).toBeNull();
      });

      it('removes a scan only in the version that was read', async () => {
        const uid = newUser();
        const scan = scanItem(uid, digest('sha256', 's'), SCAN_1);
        await tables.createScan(under.table, scan);
        await tables.changeScan(under.table, uid, scan.SHA256, SCAN_1, (item) => item);
        expect(await tables.deleteScan(under.table, uid, scan.SHA256, SCAN_1, 1)).toBe(false);
        expect(await tables.deleteScan(under.table, uid, scan.SHA256, SCAN_1, 2)).toBe(true);
        expect(await tables.deleteScan(under.table, uid, scan.SHA256, SCAN_1, 2)).toBe(true);
        expect(await tables.getScan(under.table, uid, scan.SHA256, SCAN_1)).toBeNull();
      });
    });

    describe('results', () => {
      const sha256 = digest('sha256', 'r');
      const outcomes = ['completed', 'unsupported', 'failure', 'timeout', 'unavailable'] as const;
      const replaceable: Record<string, readonly string[]> = {
        timeout: ['completed', 'unsupported', 'failure'],
        unavailable: ['completed', 'unsupported', 'failure', 'timeout'],
      };

      it.each(outcomes.flatMap((first) => outcomes.map((second) => [first, second] as const)))(
        'a stored %s and a later %s',
        async (first, second) => {
          const uid = newUser();
          const put = (outcome: (typeof outcomes)[number]) =>
            tables.putResult(under.table, resultItem(uid, sha256, SCAN_1, 'clamav', outcome));
          expect(await put(first)).toBe('recorded');
          const replaces = replaceable[first]?.includes(second) === true;
          expect(await put(second)).toBe(replaces ? 'recorded' : 'stands');
          const stored = await tables.getResult(under.table, uid, sha256, SCAN_1, 'clamav');
          expect(stored?.Outcome).toBe(replaces ? second : first);
        },
      );

      it('replaces nothing when told so', async () => {
        const uid = newUser();
        await tables.putResult(under.table, resultItem(uid, sha256, SCAN_1, 'clamav', 'timeout'));
        const failure = resultItem(uid, sha256, SCAN_1, 'clamav', 'failure');
        expect(await tables.putResult(under.table, failure, { onlyIfAbsent: true })).toBe('stands');
      });

      it('takes one of fifty answers that arrive at once', async () => {
        const uid = newUser();
        const answers = await Promise.all(
          Array.from({ length: 50 }, () =>
            tables.putResult(under.table, resultItem(uid, sha256, SCAN_1, 'yara', 'completed')),
          ),
        );
        expect(answers.filter((each) => each === 'recorded')).toHaveLength(1);
      });

      it('lists the answers of one scan, with their bytes, over more than one page', async () => {
        const uid = newUser();
        const engines = Array.from({ length: 130 }, (_, at) => `engine-${String(at).padStart(3, '0')}`);
        // 130 × 9 KB is more than the 1 MB of one page.
        const bytes = new Uint8Array(9000).fill(7);
        await Promise.all(
          engines.map((engine) =>
            tables.putResult(under.table, {
              ...resultItem(uid, sha256, SCAN_1, engine, 'completed'),
              Attributes: bytes,
            }),
          ),
        );
        await tables.putResult(under.table, resultItem(uid, sha256, SCAN_2, 'clamav', 'completed'));
        const listed = await tables.listResults(under.table, uid, sha256, SCAN_1);
        expect(listed.map((result) => result.Engine)).toEqual(engines);
        expect(listed.every((result) => Buffer.from(result.Attributes ?? []).equals(Buffer.from(bytes)))).toBe(true);
      });
    });

    it('keeps submissions, newest first, and notes which scan one joined', async () => {
      const uid = newUser();
      const sha256 = digest('sha256', 'sub');
      await tables.putSubmission(under.table, submissionItem(uid, sha256, SCAN_1));
      await tables.putSubmission(under.table, submissionItem(uid, sha256, SCAN_2));
      await tables.putSubmission(under.table, submissionItem(uid, sha256, SCAN_2));
      expect(await tables.moveSubmission(under.table, uid, sha256, SCAN_2, SCAN_1)).toBe(true);
      expect(await tables.moveSubmission(under.table, uid, sha256, SCAN_3, SCAN_1)).toBe(false);
      await tables.putSubmission(under.table, submissionItem(uid, sha256, SCAN_2));
      const { items, next } = await tables.listSubmissions(under.table, uid, sha256, { limit: 10 });
      expect(items.map((item) => [item.SubmissionID, item.ScanID])).toEqual([
        [SCAN_2, SCAN_1],
        [SCAN_1, SCAN_1],
      ]);
      expect(next).toBeNull();
    });

    it('keeps the report of a file with its bytes', async () => {
      const uid = newUser();
      const sha256 = digest('sha256', 'report');
      const bytes = new Uint8Array([0, 255, 128]);
      await tables.changeReport(under.table, uid, sha256, () => ({
        ...tables.reportKey(uid, sha256),
        ScanResults: bytes,
        ScanResultsKey: null,
      }));
      const report = await tables.getReport(under.table, uid, sha256);
      expect(Buffer.from(report?.ScanResults ?? [])).toEqual(Buffer.from(bytes));
    });

    dueCases(() => under.table, newUser);

    it('knows the engines that were reported, and keeps an operator’s switch when they are reported again', async () => {
      const now = new Date(AT);
      const later = new Date('2026-05-05T00:00:00.000Z');
      await tables.reportEngine(under.table, 'linux', hostedEngine('clamav'), now);
      await tables.reportEngine(under.table, 'linux', hostedEngine('yara'), now);
      expect(await tables.setEngineEnabled(under.table, 'linux', 'clamav', false)).toBe(true);
      expect(await tables.setEngineEnabled(under.table, 'linux', 'nothing', true)).toBe(false);
      await tables.reportEngine(
        under.table,
        'linux',
        hostedEngine('clamav', { available: false, reason: 'gone' }),
        later,
      );
      const engines = await tables.listEngines(under.table);
      expect(engines.map((engine) => [engine.Engine, engine.Enabled, engine.Reported.available])).toEqual([
        ['clamav', false, false],
        ['yara', true, true],
      ]);
      expect(engines[0]).toMatchObject({ FirstSeen: AT, LastSeen: later.toISOString() });
    });

    describe('accounts', () => {
      it('creates a user once', async () => {
        const uid = newUser();
        expect(await tables.createUser(under.table, userItem(uid, 'ann'))).toBe(true);
        expect(await tables.createUser(under.table, userItem(uid, 'eve'))).toBe(false);
        expect((await tables.getUser(under.table, uid))?.UserName).toBe('ann');
      });

      it('revokes a key once and for ever', async () => {
        const uid = newUser();
        const token = '0'.repeat(30);
        expect(await tables.putApiKey(under.table, apiKeyItem(uid, token))).toBe(true);
        expect(await tables.putApiKey(under.table, apiKeyItem(uid, token))).toBe(false);
        expect(await tables.revokeApiKey(under.table, uid, token, new Date(AT))).toBe(true);
        expect(await tables.revokeApiKey(under.table, uid, token, new Date())).toBe(false);
        expect((await tables.getApiKey(under.table, uid, token))?.RevokedAt).toBe(AT);
        expect(await tables.revokeApiKey(under.table, uid, '1'.repeat(30), new Date())).toBe(false);
        expect((await tables.listApiKeys(under.table, uid)).map((key) => key.FileID)).toEqual([token]);
      });
    });

    communityCases(() => under.table, newUser);
    sessionCases(() => under.table, newUser);
    usageCases(() => under.table, newUser);
    accountCases(() => under.table, newUser);
    auditCases(() => under.table);
    erasureCases(() => under.table, newUser);

    it('says transient, with its cause, when the table cannot be reached', async () => {
      const away = tables.openTable({
        endpoint: 'http://127.0.0.1:9',
        region: 'eu-central-1',
        name: 'UserFileMetadata',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      });
      const fault = await tables.getFile(away, newUser(), digest('sha256', 'x')).catch((error: unknown) => error);
      away.client.destroy();
      expect(fault).toBeInstanceOf(AssayError);
      expect(fault).toMatchObject({ kind: 'transient', cause: expect.anything() });
    });
  });
}
