import { expect, it } from 'vitest';
import { makeAccount } from '../../src/testing/index.ts';
import { startKeyStores } from '../key-stores.ts';
import { startHttp } from './start-http.ts';

it('without Redis a right key, a wrong one and a cookie are unavailable, and no one is let in or called wrong', async () => {
  const stores = await startKeyStores();
  const account = await makeAccount(stores);
  const app = startHttp(stores);
  const ask = (headers: Record<string, string>) => app.inject({ url: '/api/v1/read', headers });
  expect((await ask(account.headers())).statusCode).toBe(200);
  await stores.server.kill();
  const forged = { 'x-apikey': `${account.jwt()}x` };
  const nobody = { cookie: `__Host-assay=${'A'.repeat(43)}` };
  for (const headers of [account.headers(), forged, nobody]) {
    const answer = await ask(headers);
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ error: { code: 'TransientError' } });
    expect(answer.headers['retry-after']).toBe('5');
  }
  await stores.stop();
});
