import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { ScanRef } from '@assay/contracts';

/** The ticket of a scan: an HMAC that shows results-ingest that the scan was asked for. 64 hex digits. */
export function makeTicket(key: KeyObject, scan: ScanRef): string {
  return createHmac('sha256', key).update(`${scan.user}|${scan.md5}|${scan.sha256}|${scan.scanId}`).digest('hex');
}

export function holdsTicket(key: KeyObject, scan: ScanRef, ticket: string): boolean {
  const wanted = Buffer.from(makeTicket(key, scan), 'utf8');
  const given = Buffer.from(ticket, 'utf8');
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
