import type { IncomingHttpHeaders } from 'node:http';

/** What of a request is looked at: its head alone. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** Of the client, as far as proxies are trusted. */
  readonly ip: string;
  /** Scheme, host and port under which this client reaches us. */
  readonly origin: string;
}
