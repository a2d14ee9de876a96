import { filePart, multipartBody, rawConnection } from '@assay/test-backends';
import { expect, it, vi } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { multipartType, startUploadApi } from '../start-upload-api.ts';

it('asks an upload beyond the limit of concurrent ones to come back, and takes it when one has ended', async () => {
  const api = await startUploadApi({ maxUploads: 1, maxHeldBytes: 1000 });
  try {
    const body = multipartBody([filePart(Buffer.alloc(100_000, 1))]);
    const first = await rawConnection(api.port);
    const head = api.head(`${multipartType}\nContent-Length: ${body.length}`);
    await first.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
    await first.write(body.subarray(0, 50_000));
    await vi.waitFor(async () => expect(await api.backends.stored()).toHaveLength(1));

    const refused = await api.put([filePart('second')]);
    expect(refused.status).toBe(429);
    expect(refused.json().error.code).toBe('TooManyRequestsError');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);

    first.vanish();
    await vi.waitFor(() => expectNothingLeft(api));
    expect((await api.put([filePart('second')])).status).toBe(200);
  } finally {
    await api.stop();
  }
});
