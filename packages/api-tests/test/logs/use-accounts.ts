import { makeAccount } from '@assay/auth/testing';
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

/** Does what an administrator does, whose answers hold what is shown once, and uses it. */
export async function useInvitations({ call, secrets, api }: CarefulClient): Promise<void> {
  const { table, sealer } = { table: api.backends.table.table, sealer: api.backends.sealer };
  const admin = (await makeAccount({ table, sealer }, { accessLevel: 'admin' })).headers();
  const made = await call('makes a user', 'POST', '/api/v1/users', admin, { user_name: 'made' });
  const reset = await call('resets a password', 'POST', '/api/v1/users/made/password', admin, {});
  const invited = await call('invites', 'POST', '/api/v1/invitations', admin, {});
  for (const secret of [made.body.password, reset.body.password, invited.body.token]) secrets.add(secret);
  const sign = { user_name: 'made', password: reset.body.password };
  await call('signs in with what was made', 'POST', '/api/v1/sessions', {}, sign);
  await call('a password that was reset', 'POST', '/api/v1/sessions', {}, { ...sign, password: made.body.password });
  const newcomer = { user_name: 'hopper', password: NEW_PASSWORD, invitation: invited.body.token };
  await call('is invited', 'POST', '/api/v1/registrations', {}, newcomer);
  await call('an invitation that is used up', 'POST', '/api/v1/registrations', {}, { ...newcomer, user_name: 'other' });
  await call('an invitation in the path', 'DELETE', `/api/v1/invitations/${invited.body.token}`, admin);
}

/** Signs in at the provider, well and with what does not count. */
export async function useOpenId({ call, secrets, api: { provider } }: CarefulClient): Promise<void> {
  if (provider === null) throw new Error('there is no provider');
  secrets.add(provider.clientSecret);
  provider.claims.set('subject', { preferred_username: 'lovelace' });
  const goAway = async (name: string) => {
    const { location, cookies } = await call(name, 'GET', '/api/v1/sessions/openid');
    const back = await provider.visit(location ?? '', 'subject');
    for (const part of ['state', 'code']) secrets.add(back.searchParams.get(part) ?? '');
    secrets.add(new URL(location ?? '').searchParams.get('nonce') ?? '');
    return { back, cookie: { cookie: cookies.join('; ') } };
  };
  const { back, cookie } = await goAway('goes to the provider');
  const path = `${back.pathname}${back.search}`;
  await call('comes back to another browser', 'GET', path);
  await call('comes back', 'GET', path, cookie);
  await call('comes back again', 'GET', path, cookie);
  const broken = await goAway('goes to the provider again');
  broken.back.searchParams.append('code', 'twice');
  await call('comes back broken', 'GET', `${broken.back.pathname}${broken.back.search}`, broken.cookie);
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
