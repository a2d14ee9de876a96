import { once } from 'node:events';
import { unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** Removes the socket file of a process that died. One that still answers is left, so that listening on it fails. */
export async function removeStaleSocket(path: string): Promise<void> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') await unlink(path);
  } finally {
    socket.destroy();
  }
}
