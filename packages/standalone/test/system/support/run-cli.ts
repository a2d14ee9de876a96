import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run, type World } from '@assay/cli';
import { afterThisFile } from './after-this-file.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Around {
  readonly env?: Record<string, string>;
  /** What standard input brings. */
  readonly stdin?: string;
  /** Standard error is a terminal. */
  readonly terminal?: boolean;
  /** Told what is written to standard error, while it is. */
  readonly onErr?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** The command line with a configuration of its own, removed after the tests of this file. */
export function commandLine() {
  const home = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  afterThisFile(() => rmSync(home, { recursive: true, force: true }));
  const env = { XDG_CONFIG_HOME: home, HOME: home };
  return {
    home,
    env,
    config: join(home, 'assay', 'config.json'),
    async assay(args: readonly string[], around: Around = {}): Promise<Ran> {
      const [out, err] = [capture(), capture(around.onErr)];
      const stdin = new PassThrough();
      stdin.end(around.stdin ?? '');
      const world: World = {
        env: { ...env, ...around.env },
        stdin,
        stdout: out.stream,
        stderr: Object.assign(err.stream, around.terminal === true ? { isTTY: true, columns: 100 } : {}),
        signal: around.signal ?? new AbortController().signal,
      };
      const code = await run(args, world);
      return { code, out: out.text(), err: err.text() };
    },
  };
}

function capture(onText: (text: string) => void = () => undefined) {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    onText(chunk.toString());
  });
  return { stream, text: () => text };
}
