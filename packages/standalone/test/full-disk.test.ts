import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('support/write-until-full.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-full-'));
const list = join(folder, 'processes.json');

/** `prlimit`, by which the room comes back, is Linux's. */
describe.runIf(process.platform === 'linux')('when the disk is full', () => {
  let said: { told: { msg: string; lost?: number }[]; faults: string[] };

  let close = () => {};
  afterAll(() => {
    close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeAll(async () => {
    const line = 'ulimit -S -f 4; exec "$0" --disable-warning=ExperimentalWarning "$@"';
    const changes = watch(folder);
    const child = spawn('sh', ['-c', line, process.execPath, PROGRAM, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    close = () => {
      child.kill();
      changes.close();
    };
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    ended.catch(() => undefined);
    const [text] = await Promise.race([once(child.stdout, 'data'), ended]);
    said = JSON.parse(String(text));
    const whole = () => existsSync(list) && readFileSync(list, 'utf8').includes('process-49');
    while (!whole()) await Promise.race([once(changes, 'change'), ended]);
  });

  it('lines of the log are lost, which is told once, and the file has whole lines alone', () => {
    expect(said.told).toMatchObject([
      { msg: 'the log cannot be written; its lines are lost' },
      { msg: 'the log could not be written for a while', lost: 6 },
    ]);
    const lines = readFileSync(join(folder, 'assay.log'), 'utf8').trimEnd().split('\n');
    const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.slice(0, -2)).toEqual(messages.slice(0, -2).map((_, number) => `line ${number}`));
    expect(messages.slice(-2)).toEqual(['the log could not be written for a while', 'there is room again']);
  });

  it('the list of processes is told to be out of date once, and written when there is room', () => {
    expect(said.faults).toEqual([expect.stringContaining('EFBIG')]);
    expect(Object.keys(JSON.parse(readFileSync(list, 'utf8')))).toHaveLength(50);
  });
});
