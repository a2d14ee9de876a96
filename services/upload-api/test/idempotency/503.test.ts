import { createHash } from 'node:crypto';
import { getFile, listSubmissions } from '@assay/table';
import { filePart } from '@assay/test-backends';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

const WRITES = new Set(['PutCommand', 'UpdateCommand', 'DeleteCommand']);

/** Fails at this write of the table, counted from 1, before or after it was done; every later request fails too. */
let fault: { atWrite: number; after: boolean } | null = null;
let writes = 0;

let api: UploadApi;
beforeAll(async () => {
  api = await startUploadApi({ withdrawRetryMs: 10 }, (parts) => {
    const { table } = parts.scans;
    const send = async (command: { constructor: { name: string } }) => {
      if (fault === null) return table.client.send(command as never);
      if (WRITES.has(command.constructor.name)) writes += 1;
      if (writes < fault.atWrite) return table.client.send(command as never);
      if (writes === fault.atWrite && fault.after && WRITES.has(command.constructor.name)) {
        await table.client.send(command as never).catch(() => {});
      }
      throw new Error('the process that did this is gone');
    };
    const faulty = { ...table, client: { ...table.client, send: send as typeof table.client.send } };
    return { ...parts, scans: { ...parts.scans, table: faulty } };
  });
});
afterAll(() => api?.stop());

describe('an upload whose process dies at any write', () => {
  const faults = Array.from({ length: 9 }, (_, at) =>
    [false, true].map((after) => ({ atWrite: at + 1, after })),
  ).flat();

  it.each(faults)('counts once when it is sent again: write $atWrite, done: $after', async (plan) => {
    const content = `dies at ${plan.atWrite} ${plan.after}`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const put = () => api.put([filePart(content)], { more: `Idempotency-Key: ${content}` });
    [fault, writes] = [plan, 0];
    const failed = await put();
    fault = null;
    const first = await put();
    const second = await put();
    expect([first.status, second.status]).toEqual([200, 200]);
    const { id } = first.json().data;
    expect(second.json().data.id).toBe(id);
    if (failed.status === 200) expect(failed.json().data.id).toBe(id);
    const { table } = api.backends.table;
    const file = await getFile(table, api.account.userId, sha256);
    expect(file).toMatchObject({ TimesSubmitted: 1 });
    expect(Object.keys(file?.OpenScans ?? {})).toEqual([first.json().meta.scanid]);
    const { items } = await listSubmissions(table, api.account.userId, sha256, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(await api.backends.samples.size(file?.ObjectKey ?? '')).toBe(content.length);
  });
});
