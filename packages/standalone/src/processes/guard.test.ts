import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startTimeOf } from '../data/start-time.ts';

const GUARD = fileURLToPath(new URL('guard.sh', import.meta.url));

/** The guard around a program that says its process id and then sleeps. */
async function guarded(program = 'echo $$; exec sleep 60') {
  const guard = spawn('/bin/sh', [GUARD, '/bin/sh', '-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  guard.stdin.on('error', () => undefined);
  const exited = once(guard, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [text] = (await once(guard.stdout, 'data')) as [Buffer];
  return { guard, exited, program: Number(String(text)) };
}

describe('the guard of a program that knows no supervisor', () => {
  it('ends it when standard input ends', async () => {
    const { guard, exited, program } = await guarded();
    guard.stdin.end();
    await exited;
    expect(startTimeOf(program)).toBeNull();
  });

  it('ends it when it is told to end itself', async () => {
    const { guard, exited, program } = await guarded();
    guard.kill('SIGTERM');
    await exited;
    expect(startTimeOf(program)).toBeNull();
  });

  it('ends when the program was killed, so that the supervisor notices', async () => {
    const { exited, program } = await guarded();
    process.kill(program, 'SIGKILL');
    const [code] = await exited;
    expect(code).toBe(128 + 9);
  });

  it('leaves no program behind when it is killed itself', async () => {
    const { guard, exited, program } = await guarded();
    guard.kill('SIGKILL');
    await exited;
    guard.stdin.destroy();
    await expect.poll(() => startTimeOf(program), { timeout: 10_000 }).toBeNull();
  });
});
