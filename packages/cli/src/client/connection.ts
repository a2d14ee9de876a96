import { EnvHttpProxyAgent, fetch } from 'undici';
import { readFault } from './api-fault.ts';
import { type Patience, retrying } from './patience.ts';

/** What a request is sent with. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for every attempt, because a stream can be read once. */
  readonly body?: () => string | ReadableStream<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
  /** It may be sent again after a failure without doing something twice. A GET may, without being told. */
  readonly repeatable?: boolean;
  /** How long the answer may be waited for once everything was sent; `ANSWER_MS` when absent. */
  readonly answerMs?: number;
}

/** A way to one Assay: every request goes with its credentials, and only a success comes back. */
export interface Connection {
  readonly url: string;
  /** How long what may be sent again is tried. */
  readonly patience: Patience;
  /**
   * Path below the address. Throws `ApiFault` for every answer that is none of success, a redirection among them, and
   * `TypeError` without a connection.
   */
  send(path: string, sent?: Sent): Promise<Response>;
}

/** A server that has said nothing for so long hangs. */
const ANSWER_MS = 60_000;

/** Where this machine sends its requests through, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say; one for each time limit. */
const dispatchers = new Map<number, EnvHttpProxyAgent>();

function dispatcherFor(answerMs: number): EnvHttpProxyAgent {
  const made = dispatchers.get(answerMs) ?? new EnvHttpProxyAgent({ headersTimeout: answerMs });
  dispatchers.set(answerMs, made);
  return made;
}

/**
 * Opens nothing yet. `credentials` gives the headers that say who is calling; it is asked for every request, because what
 * it signs is good for a while only.
 */
export function connect(url: string, credentials: () => Record<string, string>, patience: Patience): Connection {
  const origin = url.replace(/\/+$/, '');
  return {
    url: origin,
    patience,
    send(
      path,
      { method = 'GET', headers = {}, body, signal, repeatable = method === 'GET', answerMs = ANSWER_MS } = {},
    ) {
      const attempt = async () => {
        const answer = (await fetch(`${origin}${path}`, {
          method,
          headers: { ...headers, ...credentials() },
          dispatcher: dispatcherFor(answerMs),
          // Another place would get the body without having asked for it, and would not get the credentials.
          redirect: 'manual',
          ...(body === undefined ? {} : { body: body() as string, duplex: 'half' }),
          ...(signal === undefined ? {} : { signal }),
        })) as unknown as Response;
        if (!answer.ok) throw await readFault(answer);
        return answer;
      };
      return repeatable ? retrying(patience, signal, attempt) : attempt();
    },
  };
}
