import type { IncomingMessage } from 'node:http';
import { AssayError } from '@assay/contracts';

/** Looks per silence: the cut comes at most a quarter of the time late. */
const LOOKS = 4;

/**
 * Calls `cut` once when a body brings nothing for `silenceMs` although we are waiting for it. A sender is not blamed
 * while we ourselves are the slow side and have paused it. Answers the function that ends the watch.
 */
export function watchSilence(
  request: IncomingMessage,
  silenceMs: number,
  cut: (error: AssayError) => void,
): () => void {
  const { socket } = request;
  let seen = socket.bytesRead;
  let silentSince = Date.now();
  const timer = setInterval(
    () => {
      const paused = request.readableFlowing === false || request.readableLength > 0;
      if (socket.bytesRead !== seen || paused) {
        seen = socket.bytesRead;
        silentSince = Date.now();
      } else if (Date.now() - silentSince >= silenceMs) {
        clearInterval(timer);
        cut(new AssayError('too-slow', `the body brought nothing for ${Math.ceil(silenceMs / 1000)} s.`));
      }
    },
    Math.max(1, silenceMs / LOOKS),
  );
  return () => clearInterval(timer);
}
