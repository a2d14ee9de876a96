import { type LogLine, MAX_RESULT_BYTES, type ResultPost } from '@assay/contracts';
import { again } from '../ingest/again.ts';
import { type IngestAway, type IngestClient, IngestRefusal } from '../ingest/ingest-client.ts';

export interface PostResultOptions {
  readonly ingest: Pick<IngestClient, 'postResult'>;
  readonly onAway: (error: IngestAway) => void;
  readonly onRefused: (engine: string, error: IngestRefusal) => void;
}

/**
 * Posts an answer until it is acknowledged. An answer that is refused for its form is posted again as a failure, so
 * that the scan does not wait for it. Throws when that is refused too, or when `signal` aborts.
 */
export async function postResult(options: PostResultOptions, post: ResultPost, signal: AbortSignal): Promise<void> {
  const send = (text: string) => again(() => options.ingest.postResult(text), signal, options.onAway);
  try {
    await send(resultBody(post));
  } catch (error) {
    if (!(error instanceof IngestRefusal)) throw error;
    options.onRefused(post.engine, error);
    // The scan was deleted meanwhile: there is nobody left to tell.
    if (error.status === 404) return;
    if (error.status !== 400 && error.status !== 413) throw error;
    await send(JSON.stringify(asFailure(post, error.message)));
  }
}

/** The body of a post, with as much of the log as fits from its beginning. */
export function resultBody(post: ResultPost, maxBytes = MAX_RESULT_BYTES): string {
  let text = JSON.stringify(post);
  for (let keep = post.log.length; Buffer.byteLength(text) > maxBytes && keep > 0; ) {
    keep = Math.floor(keep / 2);
    text = JSON.stringify({ ...post, log: shortened(post.log, keep) });
  }
  return text;
}

function shortened(log: readonly LogLine[], keep: number): LogLine[] {
  const next = log[keep];
  if (next === undefined) return [...log];
  return [...log.slice(0, keep), { ...next, level: 'warning', message: 'the log is longer; the rest was dropped' }];
}

function asFailure(post: ResultPost, reason: string): ResultPost {
  return {
    ...post,
    outcome: 'failure',
    verdict: null,
    label: null,
    message: `the answer of the engine was not taken: ${reason}`.slice(0, 2000),
    attributes: {},
    log: post.log.slice(0, 100),
  };
}
