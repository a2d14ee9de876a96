import { rawConnection } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { expectNothingLeft } from '../nothing-left.ts';
import { multipartType, startUploadApi } from '../start-upload-api.ts';

it('answers a caller without or with forged credentials before it has read the body', async () => {
  const api = await startUploadApi();
  try {
    const forged = `${api.account.headers().authorization.slice(0, -4)}AAAA`;
    const cases = [
      ['X-Nothing: here', 'AuthenticationRequiredError'],
      [`Authorization: ${forged}`, 'WrongCredentialsError'],
    ] as const;
    for (const [header, code] of cases) {
      const connection = await rawConnection(api.port);
      const head = `PUT /api/v1/files HTTP/1.1\nHost: assay.test\n${header}\n${multipartType}\nContent-Length: 5000000`;
      // Nothing of the body is sent.
      await connection.write(`${head.replaceAll('\n', '\r\n')}\r\n\r\n`);
      const answer = await connection.answer();
      expect(answer.status).toBe(401);
      expect(answer.json().error.code).toBe(code);
      expect(answer.json().error.message).toMatch(/step authenticate failed/);
      expect(answer.headers.connection).toBe('close');
      connection.socket.destroy();
    }
    expect(await api.failures('authenticate')).toBe(2);
    await expectNothingLeft(api);
  } finally {
    await api.stop();
  }
});
