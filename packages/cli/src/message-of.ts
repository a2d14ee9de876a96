import { ApiFault } from './client/api-fault.ts';
import { causes } from './client/causes.ts';
import { connectionFaultOf, isUntrusted } from './client/connection-faults.ts';
import { LocalFault } from './client/patience.ts';
import { span } from './terminal/amounts.ts';

/** What went wrong, for a person. */
export function messageOf(fault: unknown): string {
  if (fault instanceof ApiFault) return `${fault.code}: ${fault.said}`;
  const chain = causes(fault);
  const local = chain.find((cause) => cause instanceof LocalFault);
  if (local !== undefined) return local.message;
  const known = connectionFaultOf(fault);
  if (known !== null) return `${known.says} (${known.code})`;
  // `fetch` says only that it failed; what it wraps says why.
  return chain.at(-1)?.message ?? String(fault);
}

/** What may help. */
export function adviceFor(fault: unknown): string | null {
  if (isUntrusted(fault))
    return 'NODE_EXTRA_CA_CERTS=ca.pem names a certificate that is trusted besides the usual ones.';
  if (!(fault instanceof ApiFault)) return null;
  if (fault.status === 401) return 'The key is not good here (any more). Run: assay login';
  if (fault.code === 'QuotaExceededError' && fault.retryAfterS !== null)
    return `Try again in ${span(fault.retryAfterS)}.`;
  return null;
}
