import { createServer } from 'node:net';

/**
 * A port of the loopback address that nobody listens on. It is chosen once for a whole run: a helper that was
 * restarted comes back where the others look for it.
 */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}
