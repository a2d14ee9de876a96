import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaks, secretsInHar } from '../support/secrets-in.ts';
import { type Api, startApi } from '../support/start-api.ts';
import { type Fuzzed, runFuzzer } from './run-fuzzer.ts';
import { serveWorlds, type Worlds } from './serve-worlds.ts';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
];
/** Live streams do not end while their scans are open; they have tests of their own. */
const WITHOUT = ['userEvents', 'scanEvents', 'scanEventsV1'];
/** For each operation, beside one call for each example and each bound of its schema. */
const EXAMPLES = 6;

let api: Api;
let worlds: Worlds;
let fuzzed: Fuzzed;

beforeAll(async () => {
  api = await startApi();
  worlds = await serveWorlds(api);
  const { origin } = api;
  fuzzed = await runFuzzer({ origin, world: worlds.url, maxExamples: EXAMPLES, checks: CHECKS, without: WITHOUT });
}, 1_000_000);
afterAll(async () => {
  await worlds?.stop();
  await api?.stop();
});

describe('thousands of calls made of the description, with what it allows and what it does not', () => {
  it('are answered without a fault of ours, and as the description says', () => {
    expect(faultsOf(fuzzed.text)).toBe('');
    expect(fuzzed.code).toBe(0);
  });

  it('are so many, and find what is there', () => {
    const statuses = Object.groupBy(statusesOf(api.lines), String);
    expect(statuses['200']?.length).toBeGreaterThan(500);
    expect(statuses['400']?.length).toBeGreaterThan(500);
    expect(statuses['401']?.length).toBeGreaterThan(100);
  });

  it('leave no credential, secret, password, one-time address or file name in any line of the log', () => {
    const secrets = secretsInHar(fuzzed.har);
    for (const { account, jwt } of worlds.made) secrets.add(account.secret).add(jwt);
    expect(secrets.size).toBeGreaterThan(100);
    expect(leaks(api.lines, secrets)).toEqual([]);
  });
});

/** What the fuzzer complains of; empty when it is content. */
function faultsOf(text: string): string {
  return text.includes('No issues found') ? '' : text.slice(text.search(/^=+ (ERRORS|FAILURES)/m)).slice(0, 8000);
}

function statusesOf(lines: readonly string[]): unknown[] {
  return lines.filter((line) => line.includes('"msg":"request"')).map((line) => JSON.parse(line).status);
}
