import { getScan } from '@assay/table';
import { filePart } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { startUploadApi } from '../start-upload-api.ts';

it('accepts an upload whose publication fails, says so, and leaves it to be published later', async () => {
  const api = await startUploadApi();
  try {
    api.backends.queues.gate.cut();
    const answer = await api.put([filePart('unpublished')]);
    expect(answer.status).toBe(200);
    const { scanid, warnings, file_info } = answer.json().meta;
    expect(warnings).toEqual([{ step: 'publish', message: expect.stringContaining('step publish failed') }]);
    expect(await api.failures('publish')).toBe(1);
    const scan = await getScan(api.backends.table.table, api.account.userId, file_info.sha256, scanid);
    expect(scan).toMatchObject({ Status: 'queued', DueAt: expect.any(String) });
  } finally {
    await api.stop();
  }
});
