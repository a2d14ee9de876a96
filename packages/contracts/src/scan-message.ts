import { z } from 'zod';
import { EngineId, Md5, PoolName, ScanId, Sha256, UserName } from './ids.ts';

/** The two queues of a pool. Bulk takes children, re-scans and what exceeds a user's share. */
export const Lane = z.enum(['normal', 'bulk']);
export type Lane = z.infer<typeof Lane>;

/** An HMAC set at submission that shows results-ingest that this scan was really asked for. */
export const Ticket = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The one JSON attribute `scan` beside the body `<user>:<md5>`. Pools are routed by one attribute each,
 * `pool-<name>` = lane, because raw delivery drops messages with more than ten attributes.
 */
export const ScanAttribute = z.strictObject({
  scanId: ScanId,
  sha256: Sha256,
  size: z.int().min(0),
  ticket: Ticket,
  engines: z.array(EngineId).max(256).optional().describe('Present when only some engines are to look.'),
});
export type ScanAttribute = z.infer<typeof ScanAttribute>;

/** What is published when a scan begins. */
export const ScanMessage = z.strictObject({
  user: UserName,
  md5: Md5,
  pools: z.record(PoolName, Lane),
  scan: ScanAttribute,
});
export type ScanMessage = z.infer<typeof ScanMessage>;

/** The body of the event, as the seed writes it. */
export function messageBody(user: string, md5: string): string {
  return `${user}:${md5}`;
}

/** Splits a body at its last colon; `null` when it is not `<user>:<md5>`. */
export function parseMessageBody(body: string): { user: string; md5: string } | null {
  const at = body.lastIndexOf(':');
  const user = UserName.safeParse(body.slice(0, at));
  const md5 = Md5.safeParse(body.slice(at + 1));
  return at > 0 && user.success && md5.success ? { user: user.data, md5: md5.data } : null;
}

/** The message attribute by which a pool's subscription is filtered. */
export function poolAttribute(pool: string): string {
  return `pool-${pool}`;
}
