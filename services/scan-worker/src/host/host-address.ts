import type { NetConnectOpts } from 'node:net';

/** Where the engine host listens: the path of a Unix socket or, on Windows, `tcp://127.0.0.1:<port>`. */
export function hostAddress(text: string): NetConnectOpts {
  if (!text.startsWith('tcp:')) return { path: text };
  const { hostname, port } = new URL(text);
  return { host: hostname, port: Number(port) };
}
