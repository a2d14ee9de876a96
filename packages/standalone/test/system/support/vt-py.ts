import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterThisFile } from './after-this-file.ts';
import type { TestSystem } from './start-test-system.ts';

/** What the client threw; of `vt.APIError` code and message. */
export class ClientError extends Error {
  readonly code: string;
  constructor({ code, message }: { code: string; message: string }) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** VirusTotal's client for Python in a process of its own, ended after the tests of this file. */
export interface VtPy {
  /** A call of `vt-py.py`. Rejects with `ClientError`. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  call(name: string, args?: Record<string, unknown>): Promise<any>;
}

const PROGRAM = fileURLToPath(new URL('vt-py.py', import.meta.url));

export function startVtPy({ url, plan }: TestSystem, token: string): VtPy {
  const child = spawn(join(dirname(plan.engineHost), 'python'), [PROGRAM, url, token], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  afterThisFile(() => void child.kill());
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(fault: Error): void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, answer, error } = JSON.parse(line);
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(answer);
    else caller?.reject(new ClientError(error));
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`vt-py ended with ${code}`));
  });
  let calls = 0;
  return {
    call(name, args = {}) {
      const id = ++calls;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, call: name, ...args })}\n`);
      });
    },
  };
}
