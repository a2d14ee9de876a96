import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { FromMd5Thread, ToMd5Thread } from './md5-messages.ts';

/** The inside of the thread that `createMd5Thread` starts. */
const hashes = new Map<number, Hash>();

function answer(message: FromMd5Thread, blocks: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, blocks);
}

parentPort?.on('message', (message: ToMd5Thread) => {
  const { stream } = message;
  const hash = hashes.get(stream) ?? createHash('md5');
  if ('block' in message) {
    hashes.set(stream, hash.update(new Uint8Array(message.block, 0, message.length)));
    answer({ stream, block: message.block }, [message.block]);
    return;
  }
  hashes.delete(stream);
  if (message.end === 'digest') answer({ stream, md5: hash.digest('hex') });
});
