import { ApiFault } from './client/api-fault.ts';
import { causes, LocalFault } from './client/patience.ts';

const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at the address',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host is not known now',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped arriving',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

/** What went wrong, for a person. */
export function messageOf(fault: unknown): string {
  if (fault instanceof ApiFault) return `${fault.code}: ${fault.said}`;
  const chain = causes(fault);
  const local = chain.find((cause) => cause instanceof LocalFault);
  if (local !== undefined) return local.message;
  const codes = chain.map((cause) => (cause as NodeJS.ErrnoException).code ?? '');
  const known = codes.find((code) => CONNECTION[code] !== undefined);
  if (known !== undefined) return `${CONNECTION[known]} (${known})`;
  // `fetch` says only that it failed; what it wraps says why.
  return chain.at(-1)?.message ?? String(fault);
}

/** What may help. */
export function adviceFor(fault: unknown): string | null {
  if (!(fault instanceof ApiFault)) return null;
  if (fault.status === 401) return 'The key is not good here (any more). Run: assay login';
  if (fault.code === 'QuotaExceededError' && fault.retryAfterS !== null) return `Try again in ${fault.retryAfterS} s.`;
  return null;
}
