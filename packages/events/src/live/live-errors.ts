import { AssayError } from '@assay/contracts';

/** Redis is gone; the same place is good for another try. */
export function eventsInterrupted(cause: unknown): AssayError {
  return new AssayError('transient', 'Live events are interrupted; connect again.', { cause });
}

/** Events were trimmed, or lost with Redis, before this reader had them. */
export function eventsLost(): AssayError {
  return new AssayError('transient', 'Some live events are no longer kept; read the present state and connect again.');
}
