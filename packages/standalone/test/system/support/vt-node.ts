import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterThisFile } from './after-this-file.ts';
import type { HostProxy } from './proxy-to.ts';

/** VirusTotal's client of npm in a process of its own, ended after the tests of this file. */
export interface VtNode {
  /** A call of the client; bytes are given as `{ base64 }`. Rejects with what its callback was given as an error. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  call(name: string, ...args: readonly unknown[]): Promise<any>;
}

const PROGRAM = fileURLToPath(new URL('vt-node.cjs', import.meta.url));

export function startVtNode(proxy: HostProxy, token: string): VtNode {
  const child = spawn(process.execPath, ['--no-deprecation', PROGRAM, token], {
    env: { PATH: process.env.PATH, HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: proxy.certificate },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  afterThisFile(() => void child.kill());
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(fault: unknown): void }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, answer, error } = JSON.parse(line);
    const caller = waiting.get(id);
    waiting.delete(id);
    // Its bodies are texts of JSON.
    if (error === undefined || error === null)
      caller?.resolve(typeof answer === 'string' ? JSON.parse(answer) : answer);
    else caller?.reject(typeof error === 'string' ? JSON.parse(error) : error);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the client ended with ${code}`));
  });
  let calls = 0;
  return {
    call(name, ...args) {
      const id = ++calls;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id, call: name, args })}\n`);
      });
    },
  };
}
