import type { IncomingMessage } from 'node:http';

export interface Lingering {
  readonly lingerMs: number;
  readonly lingerBytes: number;
}

/**
 * Lets a client that is still sending read the answer. Closing a socket with unread bytes resets the connection,
 * and the reset overtakes the answer on its way; so after the answer only our direction is ended and what still
 * comes is read and forgotten, for a bounded time and number of bytes.
 */
export function lingerOnClose(request: IncomingMessage, { lingerMs, lingerBytes }: Lingering): void {
  const { socket } = request;
  // Node's HTTP server ends a connection with this method once the answer is written.
  socket.destroySoon = () => {
    Reflect.deleteProperty(socket, 'destroySoon');
    socket.end();
    const enough = socket.bytesRead + lingerBytes;
    const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
    socket.once('close', () => clearTimeout(timer));
    request.on('data', () => {
      if (socket.bytesRead > enough) socket.destroy();
    });
    request.once('close', () => socket.destroySoon());
    request.resume();
  };
}
