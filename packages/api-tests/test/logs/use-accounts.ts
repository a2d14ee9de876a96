import { type CarefulClient, NEW_PASSWORD, PASSWORD } from './careful-client.ts';

const USER = { user_name: 'grace', password: PASSWORD };

/** Registers, signs in, well and badly, and makes what has secrets. */
export async function useAccounts({ call, secrets, api }: CarefulClient): Promise<void> {
  await call('registers', 'POST', '/api/v1/registrations', {}, USER);
  await call('a wrong password', 'POST', '/api/v1/sessions', {}, { ...USER, password: NEW_PASSWORD });
  await call('a broken body', 'POST', '/api/v1/sessions', {}, `{"password": "${PASSWORD}`);
  await call('a body of another form', 'POST', '/api/v1/sessions', {}, { ...USER, [PASSWORD]: PASSWORD });
  const { cookies } = await call('signs in', 'POST', '/api/v1/sessions', {}, USER);
  const page = { cookie: cookies.join('; '), 'x-assay-request': '1', origin: api.origin };
  await call('confirms', 'POST', '/api/v1/sessions/current/password', page, { password: PASSWORD });
  const key = await call('makes a key', 'POST', '/api/v1/users/grace/keys', page, { name: 'mine' });
  secrets.add(key.body.secret);
  const rotated = await call('rotates it', 'POST', `/api/v1/users/grace/keys/${key.body.data.id}/rotate`, page, {});
  secrets.add(rotated.body.secret);
  await call('a cookie without the page', 'DELETE', '/api/v1/sessions/current', { cookie: cookies.join('; ') });
  await call('signs out', 'DELETE', '/api/v1/sessions/current', page);
}

/** Sends a token in each of its places, good and forged. */
export async function useTokens({ call, secrets, account }: CarefulClient): Promise<void> {
  const jwt = account.jwt();
  const forged = `${jwt.slice(0, -8)}AAAAAAAA`;
  secrets.add(forged);
  for (const [name, prefix] of Object.entries({ authorization: 'Bearer ', 'x-apikey': '', bearer: '' })) {
    await call(`a token in ${name}`, 'GET', '/api/v1/files', { [name]: prefix + jwt });
    await call(`a forged token in ${name}`, 'GET', '/api/v1/files', { [name]: prefix + forged });
  }
  await call('a token in the path', 'GET', `/api/v1/files/${jwt}`, account.headers());
  await call('a token in the query', 'GET', `/api/v1/files?cursor=${jwt}`, account.headers());
}
