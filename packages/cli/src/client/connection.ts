import { EnvHttpProxyAgent, fetch } from 'undici';
import { ApiFault, readFault } from './api-fault.ts';
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
}

/** A way to one Assay: every request goes with its credentials, and only a success comes back. */
export interface Connection {
  readonly url: string;
  /** Path below the address. Throws `ApiFault` for every answer that is none of success, `TypeError` without a connection. */
  send(path: string, sent?: Sent): Promise<Response>;
}

/** Where this machine sends its requests through, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say; made once. */
let dispatcher: EnvHttpProxyAgent | null = null;

/**
 * Opens nothing yet. `credentials` gives the headers that say who is calling; it is asked for every request, because what
 * it signs is good for a while only.
 */
export function connect(url: string, credentials: () => Record<string, string>, patience: Patience): Connection {
  const origin = url.replace(/\/+$/, '');
  return {
    url: origin,
    send(path, { method = 'GET', headers = {}, body, signal, repeatable = method === 'GET' } = {}) {
      const attempt = async () => {
        dispatcher ??= new EnvHttpProxyAgent();
        const answer = (await fetch(`${origin}${path}`, {
          method,
          headers: { ...headers, ...credentials() },
          dispatcher,
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

/** Whether a failed request was refused by the API, so that sending the same again would be refused again. */
export function isRefusal(fault: unknown): fault is ApiFault {
  return fault instanceof ApiFault && fault.status >= 400 && fault.status < 500;
}
