import { causes } from './causes.ts';

interface ConnectionFault {
  /** What it means, for a person. */
  readonly says: string;
  /** Whether it may be gone a little later. What is not known here is taken for lasting. */
  readonly passes: boolean;
}

const passing = (says: string): ConnectionFault => ({ says, passes: true });
const lasting = (says: string): ConnectionFault => ({ says, passes: false });
const untrusted = lasting('the certificate of the address is not trusted');

/** The codes of Node, of undici and of OpenSSL for a connection that did not come about or broke. */
const FAULTS: Readonly<Record<string, ConnectionFault>> = {
  ECONNREFUSED: passing('nothing listens at the address'),
  ECONNRESET: passing('the connection was cut'),
  EPIPE: passing('the connection was cut'),
  UND_ERR_SOCKET: passing('the connection was cut'),
  // The end of an answer whose length was not known beforehand.
  HPE_INVALID_EOF_STATE: passing('the connection was cut'),
  EAI_AGAIN: passing('the host is not known now'),
  ETIMEDOUT: passing('the host does not answer'),
  UND_ERR_CONNECT_TIMEOUT: passing('the host does not answer'),
  UND_ERR_HEADERS_TIMEOUT: passing('no answer came in time'),
  UND_ERR_BODY_TIMEOUT: passing('the answer stopped arriving'),
  EHOSTUNREACH: passing('the host cannot be reached'),
  ENETUNREACH: passing('the network cannot be reached'),
  ENETDOWN: passing('the network cannot be reached'),
  ENOTFOUND: lasting('the host is not known'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_HAS_EXPIRED: lasting('the certificate of the address has expired'),
  CERT_NOT_YET_VALID: lasting('the certificate of the address is not valid yet; is the clock of this machine right?'),
  ERR_TLS_CERT_ALTNAME_INVALID: lasting('the certificate is for another address'),
  ERR_SSL_WRONG_VERSION_NUMBER: lasting('the address does not speak TLS; is it http?'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: lasting('the address does not speak TLS; is it http?'),
};

/** What is known of a fault of a connection; null when it is none that is known. */
export function connectionFaultOf(fault: unknown): (ConnectionFault & { readonly code: string }) | null {
  for (const cause of causes(fault)) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const known = FAULTS[code];
    if (known !== undefined) return { ...known, code };
  }
  return null;
}

/** Whether it is that nobody vouches for the certificate of the server. */
export function isUntrusted(fault: unknown): boolean {
  const code = connectionFaultOf(fault)?.code;
  return code !== undefined && FAULTS[code] === untrusted;
}
