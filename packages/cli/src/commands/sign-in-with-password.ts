import { hostname } from 'node:os';
import { operations } from '@assay/contracts';
import { apiOver } from '../client/api.ts';
import { pathOf } from '../client/call.ts';
import { connect } from '../client/connection.ts';
import { ONCE } from '../client/patience.ts';
import { messageOf } from '../message-of.ts';
import type { Output } from '../output.ts';
import type { Profile } from '../profiles/profile.ts';
import { ask, askSecret, readAll } from '../terminal/ask.ts';
import type { World } from '../world.ts';

/** What tells the server that a request by cookie is meant: no foreign page can send it. */
const OWN_PAGE = { 'x-assay-request': '1' };

/**
 * Signs in with user name and password, makes a key for this machine, lets `keep` store it and signs out again. When it
 * could not be stored the key is revoked: nobody has it. The password is asked for, or is the first line of standard
 * input.
 */
export async function signInWithPassword(
  { world, out }: { world: World; out: Output },
  url: string,
  user: string | undefined,
  keep: (profile: Profile) => Promise<void>,
): Promise<void> {
  const user_name = user ?? (await ask(world, 'User name'));
  const password =
    world.stdin.isTTY === true ? await askSecret(world, 'Password') : ((await readAll(world)).split(/\r?\n/)[0] ?? '');
  const { createSession, createKey, revokeKey, endCurrentSession } = operations;
  const open = connect(url, () => OWN_PAGE, ONCE);
  const answer = await open.send(pathOf(createSession), {
    method: createSession.method,
    headers: { 'content-type': 'application/json' },
    body: () => JSON.stringify({ user_name, password }),
    signal: world.signal,
  });
  const api = apiOver(connect(url, () => ({ ...OWN_PAGE, cookie: cookieOf(answer) }), ONCE));
  // From here on it is not interrupted: a key that was made and whose answer nobody read would stay for ever.
  try {
    const made = await api.call(createKey, { params: { id: user_name }, body: { name: keyName() } });
    const { user_id, public_api_token, secret: secret_key } = made;
    try {
      await keep({ url: open.url, user_id, public_api_token, secret_key });
    } catch (fault) {
      await api
        .call(revokeKey, { params: { id: user_name, token: public_api_token } })
        .catch((why) => out.note(`The key ${public_api_token} was made and could not be revoked: ${messageOf(why)}`));
      throw fault;
    }
  } finally {
    await api
      .call(endCurrentSession)
      .catch((why) => out.note(`The session ends by itself; it could not be ended: ${messageOf(why)}`));
  }
}

function cookieOf({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}

/** By which the person finds it among their keys. */
function keyName(): string {
  return `assay on ${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-')}`.slice(0, 100);
}
