import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { makeProgram, run } from './run.ts';
import type { World } from './world.ts';

const home = mkdtempSync(join(tmpdir(), 'assay-run-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Of somebody who has a key for an address at which nobody is. */
function world(): World & { stdout: PassThrough; stderr: PassThrough } {
  const key = {
    ASSAY_URL: 'http://127.0.0.1:1',
    ASSAY_USER_ID: 'a'.repeat(64),
    ASSAY_API_TOKEN: 'a'.repeat(30),
    ASSAY_SECRET_KEY: 'a'.repeat(64),
  };
  const env = { XDG_CONFIG_HOME: home, HOME: home, ...key };
  const [stdin, stdout, stderr] = [new PassThrough().end(), new PassThrough(), new PassThrough()];
  return { env, stdin, stdout, stderr, signal: new AbortController().signal };
}

async function ran(...args: string[]) {
  const around = world();
  const code = await run(args, around);
  around.stdout.end();
  around.stderr.end();
  return { code, out: await text(around.stdout), err: await text(around.stderr) };
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

describe('the help', () => {
  const all = leaves(makeProgram(world(), () => undefined));
  const nameOf = (command: Command): string =>
    command.parent === null ? '' : `${nameOf(command.parent)} ${command.name()}`.trim();

  it.each(all.map((command) => [nameOf(command)]))(
    'of %s has the options of all commands, and an example',
    async (name) => {
      const { code, out } = await ran(...name.split(' '), '--help');
      expect(code).toBe(0);
      for (const part of ['--json', '--profile', 'Example']) expect(out).toContain(part);
    },
  );
});

describe('a number that is none', () => {
  it.each([
    ['users', 'create', 'bob', '--retention', '30d'],
    ['keys', 'rotate', 'TOKEN', '--overlap', ''],
    ['files', '--limit', 'all'],
    ['scan', '.', '--parallel', '1e1'],
    ['token', '--hours', '0x10'],
  ])('is refused before anything is sent (%s %s)', async (...args) => {
    const { code, err } = await ran(...args);
    expect([code, err]).toEqual([3, expect.stringMatching(/argument '.*' is invalid/)]);
  });
});

it('a profile is not found among what every object has', async () => {
  for (const command of ['whoami', 'logout']) {
    const { code, err } = await ran('--profile', 'constructor', command);
    expect([code, err]).toEqual([3, expect.stringContaining('There is no profile constructor.')]);
  }
});

it('a scan of no file says so and is not fine', async () => {
  const folder = mkdtempSync(join(home, 'empty-'));
  expect(await ran('scan', folder)).toEqual({ code: 2, out: '', err: 'There was no file to scan.\n' });
  symlinkSync('.', join(folder, 'link'));
  const { code, err } = await ran('scan', '--json', folder);
  expect([code, err]).toEqual([2, expect.stringContaining(`passed over: ${join(folder, 'link')}\n`)]);
});
