import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HostedEngine, HostRequest } from '@assay/contracts';

/** What the host says in answer to a line; text is sent as it is, anything else as a JSON line. */
export type Script = (request: HostRequest, say: (line: unknown) => void, socket: Socket) => void;

/** An engine host that says what a test wants it to say, over a real Unix socket. */
export interface ScriptedHost {
  readonly address: string;
  /** Every request so far, in order. */
  readonly heard: readonly HostRequest[];
  /** Resolves with the first request, past or to come, that `wanted` picks. */
  hears(wanted: (request: HostRequest) => boolean): Promise<HostRequest>;
  say(line: unknown): void;
  /** Cuts every connection, as when the process dies; new ones are taken. */
  cut(): void;
  close(): Promise<void>;
}

export async function startScriptedHost(engines: readonly HostedEngine[], script: Script): Promise<ScriptedHost> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-host-'));
  const address = join(folder, 'host.sock');
  const sockets = new Set<Socket>();
  const heard: HostRequest[] = [];
  const waiting: Array<{ wanted: (request: HostRequest) => boolean; resolve: (request: HostRequest) => void }> = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const say = (line: unknown) => socket.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    say({ op: 'engines', engines });
    createInterface({ input: socket }).on('line', (line) => {
      const request = JSON.parse(line) as HostRequest;
      heard.push(request);
      for (const { wanted, resolve } of waiting) if (wanted(request)) resolve(request);
      script(request, say, socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  return {
    address,
    heard,
    hears: (wanted) =>
      new Promise((resolve) => {
        const past = heard.find(wanted);
        if (past !== undefined) resolve(past);
        else waiting.push({ wanted, resolve });
      }),
    say(line) {
      for (const socket of sockets) socket.write(`${JSON.stringify(line)}\n`);
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
