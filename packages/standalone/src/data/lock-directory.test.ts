import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUse, lockDirectory } from './lock-directory.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assay-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Another process that takes the directory, says so, and waits for the end of its standard input. */
async function otherOwner() {
  const program = `
    const { lockDirectory } = await import(${JSON.stringify(new URL('lock-directory.ts', import.meta.url).href)});
    lockDirectory(${JSON.stringify(directory)});
    process.stdout.write('taken');
    process.stdin.resume();
  `;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a data directory', () => {
  it('is refused while another process has it, and names that process', async () => {
    const owner = await otherOwner();
    const exited = once(owner, 'exit');
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    expect(() => lockDirectory(directory)).toThrow(`process ${owner.pid}`);
    owner.stdin.end();
    await exited;
    lockDirectory(directory).release();
  });

  it('is free again as soon as its owner was killed', async () => {
    const owner = await otherOwner();
    const exited = once(owner, 'exit');
    owner.kill('SIGKILL');
    await exited;
    lockDirectory(directory).release();
  });

  it('is refused to the same process too', () => {
    const first = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    first.release();
    lockDirectory(directory).release();
  });
});
