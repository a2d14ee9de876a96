import { pause } from '../pause.ts';
import { IngestAway } from './ingest-client.ts';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 5000;

/**
 * Repeats a request to results-ingest for as long as the service is away, with growing pauses, until `signal` aborts.
 * A refusal is thrown at once: it would be the same the next time.
 */
export async function again<T>(
  request: () => Promise<T>,
  signal: AbortSignal,
  onAway: (error: IngestAway) => void,
): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof IngestAway)) throw error;
      onAway(error);
    }
    // A part of it at random, so that workers do not come back all at once.
    await pause(pauseMs * (0.5 + Math.random() / 2), signal);
  }
}
