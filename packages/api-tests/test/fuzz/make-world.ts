import { makeAccount, type TestAccount } from '@assay/auth/testing';
import { reportEngine, setEngineEnabled } from '@assay/table';
import { type Backends, claimScan, hostedEngine, nextMessage, TEST_ENGINES } from '@assay/test-backends';
import type { Api } from '../support/start-api.ts';

/** A caller who may do everything, and what there is for them to find. */
export interface World {
  readonly account: TestAccount;
  readonly jwt: string;
  /** By a part of the path: what its parameters can be, so that not every call ends with 404. */
  readonly known: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The one that is offered to be switched off. */
const SWITCHED = TEST_ENGINES.at(-1) as (typeof TEST_ENGINES)[number];

type Json = Record<string, unknown>;

/** A new administrator with a scanned file, a comment, a vote, a second key, a second user and a webhook. */
export async function makeWorld({
  origin,
  backends,
  settle,
}: Pick<Api, 'origin' | 'backends' | 'settle'>): Promise<World> {
  const account = await makeAccount(
    { table: backends.table.table, sealer: backends.sealer },
    { accessLevel: 'admin', userName: `fuzz-${Math.random().toString(36).slice(2, 10)}` },
  );
  await haveEveryEngine(backends);
  const other = await backends.account();
  const jwt = account.jwt();
  const send = async (method: string, path: string, body?: Json | FormData) => {
    const form = body instanceof FormData;
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${jwt}`, ...(form ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as {
      data: { id: string };
      meta: { scanid: string; file_info: { sha256: string; md5: string } };
    };
  };
  const form = new FormData();
  form.append('file', new File([`the file of ${account.userName}`], 'fuzzed.bin'));
  const uploaded = await send('PUT', '/api/v1/files', form);
  const { scanid, file_info: file } = uploaded.meta;
  await playOut(backends, scanid);
  await settle();
  const text = { data: { type: 'comment', attributes: { text: 'Seen by mail. #fuzz' } } };
  const comment = await send('POST', `/api/v3/files/${file.sha256}/comments`, text);
  const vote = { data: { type: 'vote', attributes: { verdict: 'malicious' } } };
  await send('POST', `/api/v3/files/${file.sha256}/votes`, vote);
  const hook = await send('POST', '/api/v1/webhooks', {
    url: 'https://hooks.example.com/assay',
    events: ['scan.completed'],
  });
  const key = await send('POST', `/api/v1/users/${account.userName}/keys`, { name: 'second' });
  return {
    account,
    jwt,
    known: {
      '/files/': {
        id: [file.sha256, file.md5],
        scan_id: [scanid],
        engine: ['clamav', 'filetype'],
        relationship: ['comments', 'submissions', 'author'],
      },
      '/analyses/': { id: [uploaded.data.id] },
      '/comments/': { id: [comment.data.id], relationship: ['author', 'item'] },
      '/votes/': { id: [`f-${file.sha256}-${account.userId.slice(0, 8)}`] },
      '/users/': { id: [account.userName, 'me', other.userName], token: [key.data.id] },
      '/webhooks/': { id: [hook.data.id] },
      '/engines/': { pool: ['linux'], engine: [SWITCHED.id] },
    },
  };
}

/** Undoes what an administrator may have done to the engine that may be switched off: without any, nothing is scanned. */
async function haveEveryEngine({ table: { table }, scans }: Backends): Promise<void> {
  await reportEngine(table, 'linux', hostedEngine(SWITCHED), scans.now());
  await setEngineEnabled(table, 'linux', SWITCHED.id, true);
}

/** Answers for every engine of this scan; messages of others' scans are passed over. */
async function playOut(backends: Backends, scanId: string): Promise<void> {
  while (true) {
    const message = await nextMessage(backends);
    if (message.scan.scanId !== scanId) continue;
    const scan = await claimScan(backends, message);
    for (const engine of scan.engines) await scan.answer(engine);
    return;
  }
}
