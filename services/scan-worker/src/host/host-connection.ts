import { connect, type Socket } from 'node:net';
import { type HostMessage, type HostRequest, MAX_LINE_BYTES } from '@assay/contracts';
import { hostAddress } from './host-address.ts';
import { idIn, readMessage } from './read-message.ts';
import { splitLines } from './split-lines.ts';

/** Told what happens on one connection. `closed` is the last call, and it always comes. */
export interface ConnectionListener {
  connected(): void;
  message(message: HostMessage): void;
  /** A line that says nothing; `id` names the run it was about, where that can be seen. */
  rubbish(reason: string, id: string | null): void;
  closed(error: Error | null): void;
}

export interface HostConnection {
  /** Sends a line; without effect on a connection that is closed. */
  send(request: HostRequest): void;
  close(): void;
}

/** One connection to the engine host, from the attempt to connect until it is closed. */
export function connectHost(address: string, token: string | null, listener: ConnectionListener): HostConnection {
  const socket: Socket = connect(hostAddress(address));
  const write = (request: HostRequest) => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(request)}\n`);
  };
  let fault: Error | null = null;
  socket.once('connect', () => {
    socket.setNoDelay(true);
    if (token !== null) write({ op: 'hello', token });
    listener.connected();
  });
  socket.on(
    'data',
    splitLines(MAX_LINE_BYTES, {
      line(bytes) {
        const heard = readMessage(bytes);
        if ('message' in heard) listener.message(heard.message);
        else listener.rubbish(heard.rubbish, heard.id);
      },
      tooLong: (beginning) => listener.rubbish('the engine host sent a line that is too long', idIn(beginning)),
    }),
  );
  socket.once('error', (error) => {
    fault = error;
  });
  socket.once('close', () => listener.closed(fault));
  return { send: write, close: () => socket.destroy() };
}
