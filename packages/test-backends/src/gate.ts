import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A TCP address in front of a real program that can be made to fail and to come back. */
export interface Gate {
  readonly port: number;
  /** Ends all connections; new ones are reset at once. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openGate(target: NetConnectOpts): Promise<Gate> {
  const open = new Set<Socket>();
  let down = false;
  const server = createServer((client) => {
    if (down) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(target);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gate has no port');
  const cut = () => {
    down = true;
    for (const socket of open) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    mend() {
      down = false;
    },
    async close() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
