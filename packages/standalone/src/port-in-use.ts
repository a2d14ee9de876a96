import { createServer } from 'node:net';

/** The port is somebody else's, or this user may not listen on it. */
export class PortNotAvailable extends Error {}

/** Throws `PortNotAvailable` unless it can be listened on. Port 0 is always fine. */
export async function refuseBusyPort(host: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => reject(new PortNotAvailable(describe(fault, host, port))));
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

function describe(fault: NodeJS.ErrnoException, host: string, port: number): string {
  const another = 'Take another one: ASSAY_PORT=8081 npm start';
  if (fault.code === 'EADDRINUSE') return `Port ${port} of ${host} is in use by another program. ${another}`;
  if (fault.code === 'EACCES') return `Port ${port} of ${host} needs more rights than this user has. ${another}`;
  return `Nothing can listen on ${host}, port ${port}: ${fault.message}`;
}
