import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { AssayError, EngineId, PoolName, ScanId, type ScanItem, Sha256, UserName } from '@assay/contracts';
import { userId } from '@assay/table';
import { z } from 'zod';
import type { ScanKey } from './scans.ts';

/** What a claim token says: this scan, this pool, this lease, these engines, and nothing else. */
export interface Claim {
  readonly user: string;
  readonly sha256: string;
  readonly scanId: string;
  readonly pool: string;
  readonly lease: string;
  readonly engines: readonly string[];
}

/** Engines are written as bits over the scan's expected engines in order: their names would not fit a token. */
const Body = z.strictObject({
  u: UserName,
  f: Sha256,
  s: ScanId,
  p: PoolName,
  l: z.string().regex(/^[0-9a-f]{32}$/),
  e: z.string().regex(/^[01]{1,400}$/),
});
type Body = z.infer<typeof Body>;

function signature(key: KeyObject, body: string): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

/** The token of a claim; at most 1,024 characters. */
export function sealClaim(key: KeyObject, claim: Claim, scan: ScanItem): string {
  const bits = expectedOrder(scan).map((engine) => (claim.engines.includes(engine) ? '1' : '0'));
  const body: Body = {
    u: claim.user,
    f: claim.sha256,
    s: claim.scanId,
    p: claim.pool,
    l: claim.lease,
    e: bits.join(''),
  };
  const text = Buffer.from(JSON.stringify(body), 'utf8').toString('base64url');
  return `${text}.${signature(key, text).toString('base64url')}`;
}

/** A token whose signature holds; its engines can be read with the scan beside it. */
export interface OpenedClaim {
  readonly key: ScanKey;
  readonly user: string;
  readonly pool: string;
  readonly lease: string;
  engines(scan: ScanItem): readonly string[];
}

/** Opens a token, or throws `forbidden`: what comes from a worker is checked like what comes from anybody. */
export function openClaim(key: KeyObject, token: string): OpenedClaim {
  const at = token.indexOf('.');
  const text = token.slice(0, Math.max(at, 0));
  const given = Buffer.from(token.slice(at + 1), 'base64url');
  const wanted = signature(key, text);
  if (at <= 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refusal();
  const body = Body.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  if (!body.success) throw refusal();
  const { u, f, s, p, l, e } = body.data;
  return {
    key: { userId: userId(u), sha256: f, scanId: s },
    user: u,
    pool: p,
    lease: l,
    engines: (scan) => expectedOrder(scan).filter((_, place) => e[place] === '1'),
  };
}

function refusal(): AssayError {
  return new AssayError('forbidden', 'The claim is not one of ours.');
}

function expectedOrder(scan: ScanItem): string[] {
  return Object.keys(scan.Expected).sort();
}

/** Refuses an engine that this claim does not hold. */
export function requireClaimed(claim: OpenedClaim, scan: ScanItem, engine: string): void {
  const claimed = EngineId.safeParse(engine).success && claim.engines(scan).includes(engine);
  if (!claimed) throw new AssayError('forbidden', `Engine "${engine.slice(0, 32)}" is not of this claim.`);
}
