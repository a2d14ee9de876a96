import { hostname } from 'node:os';
import { operations } from '@assay/contracts';
import { apiOver } from '../client/api.ts';
import { pathOf } from '../client/call.ts';
import { connect } from '../client/connection.ts';
import { ONCE } from '../client/patience.ts';
import type { Profile } from '../profiles/profile.ts';
import { ask, askSecret, readAll } from '../terminal/ask.ts';
import type { World } from '../world.ts';

/** What tells the server that a request by cookie is meant: no foreign page can send it. */
const OWN_PAGE = { 'x-assay-request': '1' };

/**
 * Signs in with user name and password, makes a key for this machine and signs out again. The password is asked for, or
 * is the first line of standard input.
 */
export async function signInWithPassword(world: World, url: string, user: string | undefined): Promise<Profile> {
  const user_name = user ?? (await ask(world, 'User name'));
  const password =
    world.stdin.isTTY === true ? await askSecret(world, 'Password') : ((await readAll(world)).split(/\r?\n/)[0] ?? '');
  const { signal } = world;
  const { createSession, createKey, endCurrentSession } = operations;
  const open = connect(url, () => OWN_PAGE, ONCE);
  const answer = await open.send(pathOf(createSession), {
    method: createSession.method,
    headers: { 'content-type': 'application/json' },
    body: () => JSON.stringify({ user_name, password }),
    signal,
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const api = apiOver(connect(url, () => ({ ...OWN_PAGE, cookie }), ONCE));
  const made = await api.call(createKey, {
    params: { id: user_name },
    body: { name: keyName() },
    signal,
  });
  await api.call(endCurrentSession);
  return {
    url: open.url,
    user_id: made.user_id,
    public_api_token: made.public_api_token,
    secret_key: made.secret,
  };
}

/** By which the person finds it among their keys. */
function keyName(): string {
  return `assay on ${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-')}`.slice(0, 100);
}
