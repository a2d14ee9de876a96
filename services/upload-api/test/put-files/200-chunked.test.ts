import { filePart, multipartBody, rawConnection } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { multipartType, startUploadApi } from '../start-upload-api.ts';

it('takes a chunked body without Content-Length, as vt-cli sends it, and stops at the last boundary', async () => {
  const api = await startUploadApi();
  try {
    const body = Buffer.concat([multipartBody([filePart('chunked')]), Buffer.from('an epilogue that nobody reads')]);
    const connection = await rawConnection(api.port);
    await connection.write(
      `${api.head(`${multipartType}\nTransfer-Encoding: chunked`).replaceAll('\n', '\r\n')}\r\n\r\n`,
    );
    for (const byte of body) await connection.write(Buffer.from(`1\r\n${String.fromCharCode(byte)}\r\n`, 'latin1'));
    await connection.write('0\r\n\r\n');
    const answer = await connection.answer();
    expect(answer.status).toBe(200);
    expect(answer.json().meta.file_info.size).toBe(7);
    connection.socket.destroy();
  } finally {
    await api.stop();
  }
});
