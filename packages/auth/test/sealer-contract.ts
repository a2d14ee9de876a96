import type { ApiKeyRecord, SessionRecord } from '@assay/contracts';
import { userId } from '@assay/table';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey, type Sealer } from '../src/index.ts';
import { API_KEY, SESSION } from '../src/record-kinds.ts';

export const apiKeyRecord: ApiKeyRecord = {
  ...generateApiKey(),
  userName: 'ada',
  userId: userId('ada'),
  accessLevel: 'user',
  requireExp: false,
  expiresAt: null,
  networks: [],
  quotas: null,
};
const record = apiKeyRecord;

const session: SessionRecord = {
  sessionId: 'ab'.repeat(32),
  userName: 'ada',
  userId: userId('ada'),
  accessLevel: 'user',
  quotas: { uploadsPerDay: 3 },
  began: 1000,
  confirmed: 2000,
};

export interface TestSealers {
  readonly sealer: Sealer;
  /** With a key of its own. */
  readonly another: Sealer;
  stop(): Promise<void>;
}

/** What every sealer must do, wherever its keys come from. */
export function sealerContract(name: string, start: () => Promise<TestSealers>): void {
  describe(`a record sealed with ${name}`, () => {
    let under: TestSealers;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under?.stop());

    it('opens in its place, with its version and the time it is good for', async () => {
      const { sealer } = under;
      for (const [version, notAfter] of [
        [7, 1234],
        [1, null],
      ] as const) {
        const sealed = await sealer.seal(API_KEY, record, version, notAfter);
        expect(await sealer.open(API_KEY, sealed, record)).toEqual({ record, version, notAfter });
      }
      const sealed = await sealer.seal(SESSION, session, 1, 5000);
      expect(await sealer.open(SESSION, sealed, session)).toEqual({ record: session, version: 1, notAfter: 5000 });
    });

    it('does not open in another place, as another kind or with another key', async () => {
      const { sealer, another } = under;
      const sealed = await sealer.seal(API_KEY, record, 1, null);
      expect(await sealer.open(API_KEY, sealed, { ...record, token: generateApiKey().token })).toBeNull();
      expect(await sealer.open(API_KEY, sealed, { ...record, userId: userId('eve') })).toBeNull();
      expect(await sealer.open(SESSION, sealed, session)).toBeNull();
      expect(await another.open(API_KEY, sealed, record)).toBeNull();
      const other = { ...session, sessionId: 'cd'.repeat(32) };
      expect(await sealer.open(SESSION, await sealer.seal(SESSION, other, 1, null), session)).toBeNull();
    });

    it('does not open with another version or time than it was sealed with', async () => {
      const { sealer } = under;
      const parts = (await sealer.seal(API_KEY, record, 1, 1000)).split('.');
      expect(await sealer.open(API_KEY, parts.with(2, '2').join('.'), record)).toBeNull();
      expect(await sealer.open(API_KEY, parts.with(3, '9999').join('.'), record)).toBeNull();
      expect(await sealer.open(API_KEY, parts.with(3, '0').join('.'), record)).toBeNull();
    });

    it('does not open when any of it was changed', async () => {
      const { sealer } = under;
      const sealed = await sealer.seal(API_KEY, record, 1, null);
      const bytesOf = (text: string) => Buffer.from(text.split('.')[5] ?? '', 'base64url');
      await fc.assert(
        fc.asyncProperty(
          fc.nat(sealed.length - 1),
          fc.string({ minLength: 1, maxLength: 1 }),
          async (at, character) => {
            const changed = sealed.slice(0, at) + character + sealed.slice(at + 1);
            // The last character of base64 has bits that decode to nothing.
            const same = bytesOf(changed).equals(bytesOf(sealed));
            fc.pre(changed !== sealed && !(same && at === sealed.length - 1));
            expect(await sealer.open(API_KEY, changed, record)).toBeNull();
          },
        ),
      );
    });

    it('shows neither secret nor user', async () => {
      const sealed = await under.sealer.seal(API_KEY, record, 1, null);
      const text = sealed + Buffer.from(sealed.split('.')[5] ?? '', 'base64url').toString('latin1');
      expect(text).not.toContain(record.secret);
      expect(text).not.toContain(record.userName);
    });
  });
}
