import { createHash } from 'node:crypto';
import { eraseItems, fileKey, getFile, listSubmissions } from '@assay/table';
import { filePart, nextMessage, playScan } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

let api: UploadApi;
let clock = 0;
beforeAll(async () => {
  api = await startUploadApi({ maxHeldBytes: 1000 }, (parts) => ({
    ...parts,
    scans: { ...parts.scans, now: () => new Date(Date.now() + clock) },
  }));
});
afterAll(() => api?.stop());

const put = (content: string | Uint8Array, key: string, as = api.account) =>
  api.put([filePart(content)], { more: `Idempotency-Key: ${key}`, as });

async function times(content: string | Uint8Array): Promise<number | undefined> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const { table } = api.backends.table;
  const file = await getFile(table, api.account.userId, sha256);
  const { items } = await listSubmissions(table, api.account.userId, sha256, { limit: 40 });
  expect(items).toHaveLength(file?.TimesSubmitted ?? 0);
  return file?.TimesSubmitted;
}

describe('an upload that is sent again under its key', () => {
  it.each([
    ['held', Buffer.from('again')],
    ['staged', Buffer.alloc(20_000, 'again ')],
  ])('is answered with the first analysis and counts once, also when that is complete (%s)', async (_kind, content) => {
    const key = `again ${content.length}`;
    const first = await put(content, key);
    expect(first.status).toBe(200);
    const { id } = first.json().data;
    expect((await put(content, key)).json().data.id).toBe(id);
    await playScan(api.backends);
    expect((await put(content, key)).json().data.id).toBe(id);
    expect(await times(content)).toBe(1);
    expect((await put(content, `another ${key}`)).json().data.id).not.toBe(id);
    expect(await times(content)).toBe(2);
    await nextMessage(api.backends);
  });

  it('at the same moment gets one answer and counts once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => put('together', 'at once')));
    expect(new Set(answers.map((answer) => answer.json().data.id)).size).toBe(1);
    expect(await times('together')).toBe(1);
    await nextMessage(api.backends);
  });

  it('keeps to the open scan that it joined', async () => {
    const open = (await api.put([filePart('joins')])).json().data.id;
    for (let n = 0; n < 3; n += 1) expect((await put('joins', 'joining')).json().data.id).toBe(open);
    expect(await times('joins')).toBe(2);
    await nextMessage(api.backends);
  });

  it('is new after a day, and when its file is gone', async () => {
    const first = (await put('a day', 'daily')).json().data.id;
    await playScan(api.backends);
    clock = 24 * 3_600_000 + 1000;
    const next = (await put('a day', 'daily')).json().data.id;
    expect(next).not.toBe(first);
    await nextMessage(api.backends);
    const sha256 = createHash('sha256').update('a day').digest('hex');
    await eraseItems(api.backends.table.table, [fileKey(api.account.userId, sha256)]);
    expect((await put('a day', 'daily')).json().data.id).not.toBe(next);
    expect((await getFile(api.backends.table.table, api.account.userId, sha256))?.TimesSubmitted).toBe(1);
    clock = 0;
    await nextMessage(api.backends);
  });

  it('is another upload of another user', async () => {
    const other = await api.backends.account();
    const [mine, theirs] = [await put('shared', 'same key'), await put('shared', 'same key', other)];
    expect([mine.status, theirs.status]).toEqual([200, 200]);
    expect(mine.json().data.id).not.toBe(theirs.json().data.id);
    await nextMessage(api.backends);
    await nextMessage(api.backends);
  });

  it('is not charged again, and the key stands in no log', async () => {
    const charged: number[] = [];
    const counting = await startUploadApi({}, (parts) => ({
      ...parts,
      gate: {
        ...parts.gate,
        charge: async (_caller, { bytes }) => {
          charged.push(bytes);
        },
      },
    }));
    for (let n = 0; n < 3; n += 1) {
      await counting.put([filePart('charged once')], { more: 'Idempotency-Key: very-private-key' });
    }
    expect(charged).toEqual([12]);
    expect(counting.log()).not.toContain('very-private-key');
    await counting.stop();
  });
});
