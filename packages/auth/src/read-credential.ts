import type { IncomingHttpHeaders } from 'node:http';

/**
 * The credential of a request: of `Authorization: Bearer`, `x-apikey` (VirusTotal's clients) or `Bearer` (the design's
 * samples), the first that is there; null when there is none.
 */
export function readCredential(headers: IncomingHttpHeaders): string | null {
  const authorization = /^Bearer +(\S+) *$/i.exec(headers.authorization?.slice(0, MAX_HEADER) ?? '')?.[1];
  return authorization ?? first(headers['x-apikey']) ?? first(headers.bearer);
}

/** Longer ones are refused anyhow. */
const MAX_HEADER = 8192;

function first(header: string | string[] | undefined): string | null {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  return text === undefined || text === '' ? null : text;
}
