import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorld, type World } from '../fuzz/make-world.ts';
import { type Api, startApi } from '../support/start-api.ts';
import { type Example, everyOperation } from './every-operation.ts';

const AT_ONCE = 12;

interface Outcome {
  readonly id: string;
  readonly method: string;
  readonly open: boolean;
  readonly status: number;
  readonly code: string | null;
  readonly retryAfter: string | null;
}

let api: Api;
let world: World;
beforeAll(async () => {
  api = await startApi({ openId: true });
  world = await makeWorld(api);
});
afterAll(() => api?.stop());

async function call(
  { id, method, path, body, open, cookie }: Example & { readonly cookie?: string },
  jwt: string,
): Promise<Outcome> {
  const answer = await fetch(`${api.origin}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(open ? {} : { authorization: `Bearer ${jwt}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === null ? {} : { 'content-type': body.type }),
    },
    ...(body === null ? {} : { body: body.text }),
  });
  const text = await answer.text();
  const code = answer.status < 400 ? null : ((JSON.parse(text) as { error: { code: string } }).error.code ?? null);
  return { id, method, open, status: answer.status, code, retryAfter: answer.headers.get('retry-after') };
}

/** Calls every operation, a dozen at a time. */
async function callAll(jwt: string): Promise<Outcome[]> {
  const waiting = everyOperation(api.origin, world).values();
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (const example of waiting) outcomes.push(await call(example, jwt));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

const broken = (outcomes: readonly Outcome[]) => outcomes.filter(({ status }) => status >= 500 && status !== 503);
const withoutAdvice = (outcomes: readonly Outcome[]) =>
  outcomes.filter(
    ({ status, code, retryAfter }) => status === 503 && (code !== 'TransientError' || !/^\d+$/.test(retryAfter ?? '')),
  );
const taken = (outcomes: readonly Outcome[]) =>
  outcomes.filter(({ method, status }) => method !== 'GET' && status < 400).map(({ id }) => id);

/** A sign-in at the provider: what the browser comes back with, which counts once. */
async function signIn(): Promise<Example & { readonly cookie: string }> {
  const away = await fetch(`${api.origin}/api/v1/sessions/openid`, { redirect: 'manual' });
  const back = await api.provider?.visit(away.headers.get('location') ?? '', 'away');
  const cookie = away.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  return { id: 'endOpenId', method: 'GET', path: `${back?.pathname}${back?.search}`, open: true, body: null, cookie };
}

describe('while the table is away', () => {
  it('every operation that needs it says so and when to try again, and none pretends to have kept anything', async () => {
    // The key is known from here on.
    await call({ id: '', method: 'GET', path: '/api/v1/users/me', body: null, open: false }, world.jwt);
    api.backends.table.gate.cut();
    const outcomes = await callAll(world.jwt);
    api.backends.table.gate.mend();
    expect(broken(outcomes)).toEqual([]);
    expect(withoutAdvice(outcomes)).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 503).length).toBeGreaterThan(80);
    // What an archive is to hold is kept in Redis, and looked up when it is asked for.
    expect(taken(outcomes).sort()).toEqual(['createZipFile', 'createZipFileV1']);
  }, 300_000);
});

describe('who comes back from the OpenID provider', () => {
  it.each(['table', 'redis'] as const)(
    'while %s is away is told when to begin again, and is signed in then',
    async (what) => {
      api.provider?.claims.set('away', { preferred_username: `away-${what}` });
      const came = await signIn();
      api.backends[what].gate.cut();
      const outcome = await call(came, world.jwt);
      api.backends[what].gate.mend();
      expect([outcome.status, withoutAdvice([outcome])]).toEqual([503, []]);
      await expect.poll(async () => (await call(await signIn(), world.jwt)).status).toBe(303);
    },
  );
});

describe('while Redis is away', () => {
  it('nobody is let in whose key is not known, every operation says when to try again, and it comes back by itself', async () => {
    // Of this key nothing is known yet.
    const unknown = (await api.backends.account()).jwt();
    api.backends.redis.gate.cut();
    const outcomes = await callAll(unknown);
    api.backends.redis.gate.mend();
    const closed = outcomes.filter(({ open }) => !open);
    expect(closed.filter(({ status }) => status !== 503)).toEqual([]);
    expect(withoutAdvice(outcomes)).toEqual([]);
    expect(broken(outcomes)).toEqual([]);
    expect(taken(outcomes)).toEqual([]);
    const again = () => call({ id: '', method: 'GET', path: '/api/v1/users/me', body: null, open: false }, unknown);
    await expect.poll(async () => (await again()).status).toBe(200);
  }, 300_000);
});
