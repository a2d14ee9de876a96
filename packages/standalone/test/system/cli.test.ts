import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AnalysisDescriptor, ScanDetail } from '@assay/contracts';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { eicar } from '../../src/eicar.ts';
import { cuttingGate } from './support/cutting-gate.ts';
import { commandLine } from './support/run-cli.ts';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

const { assay, home, env, config } = commandLine();
const BIN = join(dirname(createRequire(import.meta.url).resolve('@assay/cli')), '../bin/assay.mjs');
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

let system: TestSystem;
const files = join(home, 'files');
const sample = freshFile();
/** Its name rings, clears the screen and turns the order of its letters. */
const HOSTILE_NAME = 'a\u001b[2J\u0007\u202egpj.exe';

beforeAll(async () => {
  system = await startTestSystem();
  mkdirSync(join(files, 'inner'), { recursive: true });
  writeFileSync(join(files, 'clean.bin'), sample);
  writeFileSync(join(files, 'inner', 'eicar.com'), eicar());
  writeFileSync(join(files, HOSTILE_NAME), freshFile());
  const signedIn = await assay(['login', '--credentials', system.data.credentials]);
  expect(signedIn).toMatchObject({ code: 0, err: '' });
});

describe('login', () => {
  it('keeps the key where only its owner may read it', async () => {
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(config)).mode & 0o777).toBe(0o700);
    expect((await assay(['whoami'])).out).toBe(`admin (admin) at ${system.url}\n`);
  });

  it('keeps nothing of a key that the API refuses', async () => {
    const before = readFileSync(config, 'utf8');
    const wrong = { ...system.credentials, secret_key: 'f'.repeat(64) };
    const refused = await assay(['login', '--profile', 'other'], { stdin: JSON.stringify(wrong) });
    expect(refused).toMatchObject({ code: 3, out: '', err: expect.stringContaining('WrongCredentialsError') });
    expect(readFileSync(config, 'utf8')).toBe(before);
  });

  it('says what is wrong with credentials without showing them', async () => {
    const refused = await assay(['login'], {
      stdin: JSON.stringify({ ...system.credentials, secret_key: 'short-secret' }),
    });
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('secret_key') });
    expect(refused.err).not.toContain('short-secret');
  });

  it('makes a key with user name and password', async () => {
    const { username, password } = system.credentials;
    const args = ['login', system.url, '--profile', 'typed', '--password', '--user', username];
    expect(await assay(args, { stdin: `${password}\n` })).toMatchObject({ code: 0 });
    const { profiles } = JSON.parse(readFileSync(config, 'utf8'));
    expect(profiles.typed.public_api_token).not.toBe(system.credentials.public_api_token);
    expect(readFileSync(config, 'utf8')).not.toContain(password);
    expect(await assay(['profiles', 'use', 'default'])).toMatchObject({ code: 0 });
    expect((await assay(['--profile', 'typed', 'whoami'])).code).toBe(0);
  });

  it('sends no password over plain HTTP to another machine', async () => {
    const args = ['login', 'http://assay.example', '--password', '--user', 'ada'];
    expect(await assay(args, { stdin: 'secret\n' })).toMatchObject({ code: 3, err: expect.stringContaining('https') });
  });

  it('is not needed where the environment has a key', async () => {
    const { url, user_id, public_api_token, secret_key } = system.credentials;
    const key = {
      ASSAY_URL: url,
      ASSAY_USER_ID: user_id,
      ASSAY_API_TOKEN: public_api_token,
      ASSAY_SECRET_KEY: secret_key,
    };
    expect((await assay(['whoami'], { env: { XDG_CONFIG_HOME: join(home, 'none'), ...key } })).code).toBe(0);
    expect(await assay(['whoami'], { env: { XDG_CONFIG_HOME: join(home, 'none') } })).toMatchObject({
      code: 3,
      err: expect.stringContaining('assay login'),
    });
  });

  it('is undone where others may read the keys', async () => {
    chmodSync(config, 0o644);
    expect(await assay(['whoami'])).toMatchObject({ code: 3, err: expect.stringContaining('chmod 600') });
    chmodSync(config, 0o600);
  });
});

describe('scan', () => {
  it('ends with 1 when one of many is malicious, and shows them all', async () => {
    const { code, out, err } = await assay(['scan', '--wait', files]);
    expect(code).toBe(1);
    expect(out).toMatch(/eicar\.com +malicious +2 of 2/);
    expect(out).toMatch(/clean\.bin +undetected +0 of 2/);
    expect(err).toBe('');
  });

  it('ends with 0 when every engine looked and found nothing, and shows the engines of a single file', async () => {
    const { code, out } = await assay(['scan', '--wait', join(files, 'clean.bin')]);
    expect(out).toContain('verdict: undetected (2 of 2 detecting engines completed)');
    expect(code).toBe(0);
  });

  it('ends with 3 when a file could not be uploaded, and with 1 when another is malicious', async () => {
    const absent = join(files, 'absent');
    const failed = await assay(['scan', '--wait', absent, join(files, 'clean.bin')]);
    expect(failed).toMatchObject({ code: 3, err: expect.stringContaining('absent: does not exist') });
    expect((await assay(['scan', '--wait', absent, join(files, 'inner')])).code).toBe(1);
  });

  it('ends with 0 without --wait when every file was taken', async () => {
    expect(await assay(['scan', files])).toMatchObject({ code: 0 });
  });

  it('answers a line of JSON for every file, in which is what the API answered', async () => {
    const { out } = await assay(['scan', '--wait', '--json', '--no-recursive', files]);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ path }) => path).sort()).toEqual(
      [HOSTILE_NAME, 'clean.bin'].map((name) => join(files, name)).sort(),
    );
    for (const line of lines) {
      expect(AnalysisDescriptor.parse(line.analysis)).toEqual(line.analysis);
      expect(ScanDetail.parse(line.scan)).toEqual(line.scan);
      expect(line.error).toBeNull();
    }
  });

  it.each([['--wait'], ['--json']])('lets no name act on the terminal (%s)', async (option) => {
    const { out, err } = await assay(['scan', option, files, join(files, `${HOSTILE_NAME}.absent`)]);
    expect((out + err).replaceAll('\n', '')).not.toMatch(HOSTILE);
  });

  it('moves a bar on a terminal and gives the cursor back', async () => {
    const large = join(home, 'large.bin');
    writeFileSync(large, randomBytes(20_000_000));
    const { err } = await assay(['scan', large], { terminal: true });
    expect(err).toMatch(/large\.bin +[━─]+ +\d+ %/);
    expect(err.endsWith('\u001b[?25h')).toBe(true);
  });

  it.each([
    ['in the middle of an upload', { afterSent: 3_000_000 }],
    ['when the upload was taken, before its answer arrived', { withAnswerTo: /^PUT \/api\/v1\/files / }],
  ])('goes on when the connection is cut %s, and counts once', async (_, cut) => {
    const gate = await cuttingGate(system.url, [cut]);
    const content = randomBytes(8_000_000);
    const path = join(home, 'cut.bin');
    writeFileSync(path, content);
    const { code, err } = await assay(['--profile', 'gate', 'scan', '--wait', path], {
      env: await profileAt(gate.url),
    });
    expect(gate.left()).toBe(0);
    expect(err).toContain('trying again');
    expect(code).toBe(0);
    const report = await assay(['report', '--json', path]);
    expect(JSON.parse(report.out).data.attributes.times_submitted).toBe(1);
  });

  it('stops at once when it is interrupted', async () => {
    const stop = new AbortController();
    const path = join(home, 'large.bin');
    const ended = assay(['scan', '--wait', path], { signal: stop.signal, terminal: true, onErr: () => stop.abort() });
    expect(await ended).toMatchObject({ code: 130, err: expect.stringContaining('interrupted') });
  });
});

/** A profile `gate` by another way to the same system. */
async function profileAt(url: string): Promise<Record<string, string>> {
  const folder = join(home, sha256(Buffer.from(url)).slice(0, 8));
  const { user_id, public_api_token, secret_key } = system.credentials;
  mkdirSync(join(folder, 'assay'), { recursive: true });
  const profiles = { gate: { url, user_id, public_api_token, secret_key } };
  writeFileSync(join(folder, 'assay', 'config.json'), JSON.stringify({ current: 'gate', profiles }), { mode: 0o600 });
  return { XDG_CONFIG_HOME: folder };
}

describe('one file', () => {
  it.each(['md5', 'sha1', 'sha256'])('is reported by its %s', async (algorithm) => {
    const hash = createHash(algorithm).update(eicar()).digest('hex');
    const { code, out } = await assay(['report', hash]);
    expect(code).toBe(1);
    expect(out).toMatch(/clamav +completed +malicious/);
  });

  it('is reported by its name, without an upload, and as JSON as the API answers it', async () => {
    const { code, out } = await assay(['report', '--json', join(files, 'clean.bin')]);
    const answer = await (await system.api.get(`/api/v1/files/${sha256(sample)}`)).json();
    expect(JSON.parse(out)).toEqual(answer);
    expect(code).toBe(0);
  });

  it('that nobody uploaded is an error', async () => {
    expect(await assay(['report', 'f'.repeat(64)])).toMatchObject({
      code: 3,
      err: expect.stringContaining('not found'),
    });
  });

  it('ends with 2 when no engine could judge it', async () => {
    const { code, out } = await assay(['rescan', '--wait', '--engines', 'filetype', sha256(sample)]);
    expect(out).toContain('verdict: unknown');
    expect(code).toBe(2);
  });

  it('is scanned anew by every engine', async () => {
    expect((await assay(['rescan', '--wait', sha256(sample)])).code).toBe(0);
  });

  it('is downloaded whole, for its owner alone, and replaces nothing', async () => {
    const path = join(home, 'downloaded');
    expect(await assay(['download', sha256(sample), '-o', path])).toMatchObject({ code: 0 });
    expect(readFileSync(path)).toEqual(sample);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await assay(['download', sha256(sample), '-o', path])).toMatchObject({ code: 3 });
    const { out } = await assay(['download', sha256(sample), '-o', path, '--force', '--json']);
    expect(JSON.parse(out)).toEqual({ path, bytes: sample.length });
  });

  it('is downloaded in an encrypted archive', async () => {
    const path = join(home, 'downloaded.zip');
    expect((await assay(['download', '--zip', sha256(sample), '-o', path])).code).toBe(0);
    expect(readFileSync(path).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    expect(readFileSync(path).includes(sample)).toBe(false);
  });

  it('leaves nothing behind when there is none', async () => {
    const path = join(home, 'absent');
    expect((await assay(['download', 'f'.repeat(64), '-o', path])).code).toBe(3);
    expect(existsSync(path)).toBe(false);
  });

  it('is followed with the log lines of its engines', async () => {
    const { data } = await system.api.upload({
      name: 'x',
      size: 3,
      read: async function* () {
        yield Buffer.from('abc');
      },
    });
    const { code, out } = await assay(['watch', data.id]);
    expect(out).toMatch(/clamav {2}info {2}started/);
    expect(code).toBe(0);
    const events = (await assay(['watch', data.id, '--json'])).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['log', 'scan']));
  });

  it('is deleted with everything', async () => {
    const gone = await upload(system.api, freshFile());
    await completed(system.api, gone);
    expect(await assay(['delete', gone.sha256])).toMatchObject({
      code: 3,
      err: expect.stringContaining('no terminal'),
    });
    expect(await assay(['delete', '--yes', gone.sha256])).toMatchObject({ code: 0 });
    expect((await assay(['report', gone.sha256])).code).toBe(3);
  });
});

describe('lists', () => {
  it('of files go page by page, or all as lines of JSON', async () => {
    const page = JSON.parse((await assay(['files', '--json', '--limit', '2'])).out);
    expect(page.data).toHaveLength(2);
    const all = (await assay(['files', '--json', '--limit', '2', '--all'])).out.trimEnd().split('\n');
    expect(all.length).toBeGreaterThan(3);
    expect(all.slice(0, 2).map((line) => JSON.parse(line))).toEqual(page.data);
  });

  it('of files are narrowed', async () => {
    const { out } = await assay(['files', '--verdict', 'malicious']);
    expect(out).toContain(sha256(eicar()));
    expect(out).not.toContain(sha256(sample));
    expect(await assay(['files', '--verdict', 'nonsense'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('verdict'),
    });
  });

  it('of what a search finds are shown, and taken away as CSV and JSON', async () => {
    await vi.waitFor(async () => {
      expect((await assay(['search', 'verdict:malicious'])).out).toContain(sha256(eicar()));
    }, 30_000);
    expect((await assay(['search', 'verdict:malicious', '--export', 'csv'])).out).toContain(sha256(eicar()));
    const { data } = JSON.parse((await assay(['search', 'verdict:malicious', '--export', 'json'])).out);
    expect(data.map((found: { sha256: string }) => found.sha256)).toContain(sha256(eicar()));
    expect(await assay(['search', 'size:large'])).toMatchObject({ code: 3 });
  });

  it('of engines are shown, and an engine is switched', async () => {
    expect((await assay(['engines'])).out).toMatch(/clamav +antivirus +linux +available/);
    expect((await assay(['engines', 'disable', 'linux/pe'])).out).toBe('linux/pe: disabled\n');
    await vi.waitFor(async () => expect((await assay(['engines'])).out).toMatch(/pe +static +linux +disabled/), 10_000);
    expect((await assay(['engines', 'enable', 'linux/pe'])).code).toBe(0);
  });
});

describe('accounts', () => {
  it('keys are made, signed in with, rotated and revoked', async () => {
    const made = await assay(['keys', 'create', '--name', 'for a test', '--json']);
    const { public_api_token: token } = JSON.parse(made.out);
    expect(await assay(['login', '--profile', 'made'], { stdin: made.out })).toMatchObject({ code: 0 });
    const rotated = JSON.parse((await assay(['--profile', 'default', 'keys', 'rotate', token, '--json'])).out);
    expect((await assay(['--profile', 'default', 'keys', 'revoke', rotated.public_api_token])).code).toBe(0);
    expect((await assay(['--profile', 'default', 'keys', 'revoke', token])).code).toBe(0);
    expect((await assay(['profiles', 'use', 'default'])).code).toBe(0);
    await vi.waitFor(async () => {
      const refused = await assay(['--profile', 'made', 'whoami']);
      expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('assay login') });
    }, 10_000);
    expect((await assay(['keys', 'list'])).out).toMatch(new RegExp(`${token} +for a test +admin +revoked`));
  });

  it('users are made, raised, shut out, listed and deleted', async () => {
    const made = await assay(['users', 'create', 'ada', '--email', 'ada@example.org']);
    expect(made.out).toMatch(/^ada: user, active\n {2}password {2}\S+\n$/);
    expect((await assay(['users', 'level', 'ada', 'analyst'])).out).toBe('ada: analyst, active\n');
    expect((await assay(['users', 'disable', 'ada'])).out).toBe('ada: analyst, disabled\n');
    expect((await assay(['users', 'enable', 'ada'])).code).toBe(0);
    expect((await assay(['users', 'reset-password', 'ada', '--json'])).out).toContain('"password"');
    expect((await assay(['users'])).out).toMatch(/ada +analyst +active +ada@example\.org/);
    expect((await assay(['users', 'delete', '--yes', 'ada'])).out).toBe('ada: analyst, deleting\n');
  });

  it('what was done to them is in the trail', async () => {
    expect((await assay(['audit', '--subject', 'ada'])).out).toContain('user.create');
  });

  it('a token is signed for other programs', async () => {
    const { out } = await assay(['token', '--forever']);
    const answer = await fetch(`${system.url}/api/v3/users/admin`, { headers: { 'x-apikey': out.trim() } });
    expect(answer.status).toBe(200);
  });
});

describe('the program', () => {
  const program = (args: readonly string[]) => promisify(execFile)(process.execPath, [BIN, ...args], { env });

  it('runs as it is installed', async () => {
    expect((await program(['whoami'])).stdout).toBe(`admin (admin) at ${system.url}\n`);
    expect((await program(['scan', '--help'])).stdout).toContain('Examples:');
  });

  it('ends with its own codes', async () => {
    await expect(program(['report', sha256(eicar())])).rejects.toMatchObject({ code: 1 });
    await expect(program(['nonsense'])).rejects.toMatchObject({ code: 3 });
    await expect(program(['scan', '--parallel', '0', 'x'])).rejects.toMatchObject({ code: 3 });
  });

  it('is ended by Ctrl-C while it watches', async () => {
    const child = spawn(process.execPath, [BIN, 'watch', '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'exit');
    const early = ended.then(() => Promise.reject(new Error('it ended by itself')));
    early.catch(() => undefined);
    // It watches when it shows a scan that began after it did.
    const seen = once(child.stdout, 'data');
    for (let watching = false; !watching; ) {
      await completed(system.api, await upload(system.api, freshFile()));
      const yet = new Promise<false>((later) => setImmediate(later, false));
      watching = await Promise.race([early, seen.then(() => true), yet]);
    }
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});
