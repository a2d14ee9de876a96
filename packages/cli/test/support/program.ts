import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const BIN = fileURLToPath(new URL('../../bin/assay.mjs', import.meta.url));

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment of somebody who has a key for the address and no configuration. */
export function keyFor(url: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    ASSAY_URL: url,
    ASSAY_USER_ID: 'a'.repeat(64),
    ASSAY_API_TOKEN: 'a'.repeat(30),
    ASSAY_SECRET_KEY: 'a'.repeat(64),
  };
}

/** Runs a line of `sh` in which `$ASSAY` is the program; answers how it ended and what it wrote. */
export async function shell(line: string, env: NodeJS.ProcessEnv) {
  const assay = `"${process.execPath}" --disable-warning=ExperimentalWarning "${BIN}"`;
  const child = spawn('sh', ['-c', line.replaceAll('$ASSAY', assay)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}
