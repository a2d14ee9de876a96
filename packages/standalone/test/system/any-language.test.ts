import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curlLine } from '../../src/terminal/show-system.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, sha256 } from './support/uploads.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'assay-languages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});

/** What anybody would write who has read how tokens are signed. */
const PYTHON = `
import base64, hashlib, hmac, json, sys
key = json.load(open(sys.argv[1]))
part = lambda raw: base64.urlsafe_b64encode(raw).rstrip(b"=")
head = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
body = part(json.dumps({"public_api_token": key["public_api_token"], "UserID": key["user_id"]}).encode())
sign = part(hmac.new(key["secret_key"].encode(), head + b"." + body, hashlib.sha256).digest())
print((head + b"." + body + b"." + sign).decode())
`;
const SHELL = `
field() { sed -n "s/.*\\"$1\\": *\\"\\([^\\"]*\\)\\".*/\\1/p" "$credentials"; }
part() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
credentials=$1
head=$(printf '{"alg":"HS256","typ":"JWT"}' | part)
body=$(printf '{"public_api_token":"%s","UserID":"%s"}' "$(field public_api_token)" "$(field user_id)" | part)
sign=$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -hmac "$(field secret_key)" -binary | part)
echo "$head.$body.$sign"
`;

async function tokenOf(language: string): Promise<string> {
  const { credentials } = system.data;
  const command =
    language === 'Python' ? ['python3', '-c', PYTHON, credentials] : ['sh', '-c', SHELL, 'sh', credentials];
  const [program = '', ...args] = command;
  return (await run(program, args)).stdout.trim();
}

describe.each(['Python', 'shell and openssl'])('a token signed in %s', (language) => {
  it('uploads a file with curl and reads it back by MD5, SHA-1 and SHA-256', async () => {
    const content = freshFile();
    const file = join(folder, 'sample.bin');
    writeFileSync(file, content);
    const bearer = `Authorization: Bearer ${await tokenOf(language)}`;
    const curl = (...args: string[]) =>
      run('curl', ['--silent', '--show-error', '--fail-with-body', '-H', bearer, ...args]);
    const { stdout } = await curl('-X', 'PUT', '-F', `file=@${file}`, `${system.url}/api/v1/files`);
    const { meta } = JSON.parse(stdout) as { meta: { scanid: string } };
    await completed(system.api, { sha256: sha256(content), scanId: meta.scanid, content });
    for (const algorithm of ['md5', 'sha1', 'sha256']) {
      const hash = createHash(algorithm).update(content).digest('hex');
      const answer = JSON.parse((await curl(`${system.url}/api/v3/files/${hash}`)).stdout) as { data: { id: string } };
      expect(answer.data.id).toBe(sha256(content));
    }
  });
});

it('the curl line that the start prints works as it is printed', async () => {
  // It names files from where the start was run, and so does a package.json that is there.
  const { stdout } = await run('sh', ['-c', curlLine(system)]);
  expect(JSON.parse(stdout)).toMatchObject({ data: { type: 'analysis' }, meta: { scanid: expect.any(String) } });
});
