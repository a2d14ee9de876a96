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
  api = await startApi();
  world = await makeWorld(api);
});
afterAll(() => api?.stop());

async function call({ id, method, path, body, open }: Example, jwt: string): Promise<Outcome> {
  const answer = await fetch(`${api.origin}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(open ? {} : { authorization: `Bearer ${jwt}` }),
      ...(body === null ? {} : { 'content-type': body.type }),
    },
    ...(body === null ? {} : { body: body.text }),
  });
  const text = await answer.text();
  const code = answer.ok ? null : ((JSON.parse(text) as { error: { code: string } }).error.code ?? null);
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
