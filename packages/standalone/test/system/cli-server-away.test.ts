import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { commandLine } from './support/run-cli.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { freshFile } from './support/uploads.ts';

const { assay, home, config } = commandLine();
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
  for (let number = 0; number < 3; number += 1) {
    mkdirSync(join(home, 'files'), { recursive: true });
    writeFileSync(join(home, 'files', `${number}.bin`), freshFile());
  }
});

/** What a gate does with a request; false passes it on. */
type Fate = (request: IncomingMessage, answer: ServerResponse) => boolean;

/** The environment of somebody whose way to the system leads through a gate. */
async function through(fate: Fate): Promise<Record<string, string>> {
  const target = new URL(system.url);
  const gate = createServer((asked, answer) => {
    if (fate(asked, answer)) return;
    const { url: path, method, headers } = asked;
    const on = request({ host: target.hostname, port: target.port, path, method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(answer);
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  });
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    gate.closeAllConnections();
    gate.close();
  });
  const { user_id, public_api_token, secret_key } = system.credentials;
  return {
    ASSAY_URL: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    ASSAY_USER_ID: user_id,
    ASSAY_API_TOKEN: public_api_token,
    ASSAY_SECRET_KEY: secret_key,
  };
}

const aboutScan = ({ method, url = '' }: IncomingMessage) => method === 'GET' && /\/scans\/\d+$/.test(url);
const aboutEvents = ({ url = '' }: IncomingMessage) => url.includes('/events');
const away = (answer: ServerResponse) => void answer.writeHead(503).end();

describe('an interrupted scan ends', () => {
  it.each<[string, (answer: ServerResponse) => void]>([
    ['is away', away],
    ['hangs', () => undefined],
  ])('while the server %s', async (_, hinder) => {
    const stop = new AbortController();
    let asked = 0;
    const env = await through((request, answer) => {
      if (aboutEvents(request)) away(answer);
      else if (aboutScan(request)) hinder(answer);
      else return false;
      if (aboutScan(request)) asked += 1;
      // All three have been uploaded and are asked for.
      if (asked === 3) stop.abort();
      return true;
    });
    const ended = await assay(['scan', '--wait', join(home, 'files')], { env, signal: stop.signal });
    expect(ended).toMatchObject({ code: 130, err: expect.stringContaining('interrupted') });
  });
});

describe('watching', () => {
  it('says that the server is away, and goes on', async () => {
    const stop = new AbortController();
    const env = await through((asked, answer) => {
      if (!aboutEvents(asked)) return false;
      away(answer);
      return true;
    });
    const onErr = (text: string) => void (text.includes('trying again') && stop.abort());
    const { code, err } = await assay(['watch'], { env, signal: stop.signal, onErr });
    expect([code, err]).toEqual([130, expect.stringMatching(/NoErrorBody: 503 .*trying again in 0\.3 s/)]);
  });
});

describe('a key that cannot be stored', () => {
  const login = (env: Record<string, string>) => {
    const { username, password } = system.credentials;
    return assay(['login', system.url, '--password', '--user', username], { stdin: `${password}\n`, env });
  };
  const keys = async () => {
    const { out } = await assay(['keys', '--json'], { env: await through(() => false) });
    const { data } = JSON.parse(out) as { data: { attributes: { revoked: string | null } }[] };
    const good = data.filter(({ attributes }) => attributes.revoked === null).length;
    return { good, revoked: data.length - good };
  };

  it('is not made where the configuration may be read by others', async () => {
    const before = await keys();
    mkdirSync(dirname(config), { recursive: true });
    writeFileSync(config, '{"current":"default","profiles":{}}', { mode: 0o644 });
    expect(await login({})).toMatchObject({ code: 3, err: expect.stringContaining('chmod 600') });
    expect(await keys()).toEqual(before);
  });

  it('is revoked when it was made', async () => {
    const { good, revoked } = await keys();
    symlinkSync('nowhere', join(home, 'link'));
    expect(await login({ XDG_CONFIG_HOME: join(home, 'link') })).toMatchObject({ code: 3 });
    expect(await keys()).toEqual({ good, revoked: revoked + 1 });
  });
});
