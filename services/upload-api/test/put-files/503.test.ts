import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reportEngine, setEngineEnabled, type Table } from '@assay/table';
import { filePart, hostedEngine, TEST_ENGINES } from '@assay/test-backends';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectNothingLeft, expectOnlyNameLeft } from '../nothing-left.ts';
import { startUploadApi, type UploadApi } from '../start-upload-api.ts';

const sizes = [
  ['held', 100],
  ['staged', 50_000],
] as const;

let api: UploadApi;
/** Run right after the bytes have their final name. */
let afterStore = () => {};
/** Whether the table refuses to say how a file stands. */
let fileIsUnreadable = false;

/** The table as the service reaches it. */
function withUnreadableFiles(table: Table): Table {
  const send = async (command: { constructor: { name: string }; input: { Key?: { FileID?: string } } }) => {
    const isFile = /^[0-9a-f]{64}$/.test(command.input.Key?.FileID ?? '');
    if (fileIsUnreadable && command.constructor.name === 'GetCommand' && isFile) throw new Error('no answer');
    return table.client.send(command as never);
  };
  return { ...table, client: { send: send as Table['client']['send'], destroy() {} } };
}

beforeEach(async () => {
  afterStore = () => {};
  fileIsUnreadable = false;
  api = await startUploadApi({ maxHeldBytes: 1000, withdrawRetryMs: 20 }, (parts) => ({
    ...parts,
    scans: { ...parts.scans, table: withUnreadableFiles(parts.scans.table) },
    samples: {
      ...parts.samples,
      async put(key, bytes) {
        await parts.samples.put(key, bytes);
        afterStore();
      },
      async stage(bytes) {
        const staged = await parts.samples.stage(bytes);
        return {
          ...staged,
          async commit(key) {
            await staged.commit(key);
            afterStore();
          },
        };
      },
    },
  }));
});
afterEach(() => api?.stop());

async function expectFailed(step: string, bytes: number): Promise<void> {
  const answer = await api.put([filePart(Buffer.alloc(bytes, 5))]);
  expect(answer.status).toBe(503);
  expect(answer.json().error).toEqual({
    code: 'TransientError',
    message: expect.stringContaining(`step ${step} failed`),
  });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(await api.failures(step)).toBe(1);
  const line =
    api
      .log()
      .split('\n')
      .find((each) => each.includes('an upload step failed')) ?? '{}';
  expect(JSON.parse(line)).toMatchObject({ step });
  expect(line).toContain(answer.headers['x-request-id']);
}

describe('an upload that fails says at which step and leaves nothing', () => {
  it.each(sizes)('store: no folder to receive into (%s)', async (_kind, bytes) => {
    await rm(join(api.backends.folder, 'staging'), { recursive: true, force: true });
    const blocked = join(api.backends.folder, 'staging');
    await writeFile(blocked, '');
    await expectFailed('store', bytes);
    await rm(blocked);
    await expectOnlyNameLeft(api);
    expect((await api.put([filePart(Buffer.alloc(bytes, 5))])).status).toBe(200);
  });

  it.each(sizes)('store: the final name cannot be written (%s)', async (_kind, bytes) => {
    const blocked = join(api.backends.folder, 'objects');
    await rm(blocked, { recursive: true, force: true });
    await writeFile(blocked, '');
    await expectFailed('store', bytes);
    await rm(blocked);
    await expectOnlyNameLeft(api);
  });

  it.each(sizes)('record: the table is away before anything has a name (%s)', async (_kind, bytes) => {
    // Known engines and the caller's key are cached by now; the file is not.
    expect((await api.put([filePart('warm')])).status).toBe(200);
    const before = await api.backends.stored();
    api.backends.table.gate.cut();
    await expectFailed('record', bytes);
    expect(await api.backends.stored()).toEqual(before);
    api.backends.table.gate.mend();
  });

  it.each(sizes)('record: the table goes away after the bytes have their name (%s)', async (_kind, bytes) => {
    afterStore = () => api.backends.table.gate.cut();
    await expectFailed('record', bytes);
    afterStore = () => {};
    api.backends.table.gate.mend();
    // Whose the object is could not be asked; it goes as soon as it can.
    await vi.waitFor(() => expectOnlyNameLeft(api), 5000);
    expect((await api.put([filePart(Buffer.alloc(bytes, 5))])).status).toBe(200);
    expect(await api.backends.stored()).toHaveLength(1);
  });

  it.each(sizes)(
    'record: the upload cannot be accepted after its submission was written (%s)',
    async (_kind, bytes) => {
      afterStore = () => {
        fileIsUnreadable = true;
      };
      await expectFailed('record', bytes);
      fileIsUnreadable = false;
      await vi.waitFor(() => expectOnlyNameLeft(api), 5000);
      afterStore = () => {};
      expect((await api.put([filePart(Buffer.alloc(bytes, 5))])).status).toBe(200);
    },
  );

  it('receive: no engine is enabled, so nothing could be scanned', async () => {
    for (const { id } of TEST_ENGINES) await setEngineEnabled(api.backends.table.table, 'linux', id, false);
    api.backends.scans.catalogue.forget();
    const answer = await api.put([filePart('x')]);
    expect(answer.status).toBe(503);
    expect(answer.json().error.message).toMatch(/no engine/i);
    await expectNothingLeft(api);
    await reportEngine(
      api.backends.table.table,
      'linux',
      hostedEngine({ id: 'extra', name: 'Extra', kind: 'rules' }),
      new Date(),
    );
    api.backends.scans.catalogue.forget();
    expect((await api.put([filePart('x')])).status).toBe(200);
  });
});
