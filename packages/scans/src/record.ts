import { randomBytes } from 'node:crypto';
import { AssayError, detects, type ExpectedEngine, type ResultItem, type ResultPost } from '@assay/contracts';
import { resultKey } from '@assay/samples';
import { getScan, listResults, resultItemKey } from '@assay/table';
import { allAnswered } from './answers.ts';
import { openClaim, requireClaimed } from './claim-token.ts';
import { type CloseScans, closeAnswered } from './close.ts';
import { pack } from './packed.ts';
import { putAnswer } from './put-answer.ts';
import type { ScanKey, Scans } from './scans.ts';
import { tellEngine, tellLines } from './tell.ts';

export type RecordScans = CloseScans & Pick<Scans, 'claimKey'>;

/**
 * Records one engine's answer and closes the scan when it was the last one. `recorded: false` when an earlier answer
 * stands; whoever posts is done either way. An answer under a lease that was lost since is still an honest answer of
 * that engine and counts if there is none yet; only it never answers later scans from the cache.
 *
 * Throws `forbidden` for a claim that is not ours or does not hold this engine, `not-found` when the scan is gone,
 * `invalid-argument` for an answer that contradicts itself, and `transient` when it must be posted again.
 */
export async function record(scans: RecordScans, post: ResultPost): Promise<{ recorded: boolean }> {
  const claim = openClaim(scans.claimKey, post.claim);
  const { key } = claim;
  const scan = await getScan(scans.table, key.userId, key.sha256, key.scanId);
  if (scan === null) throw new AssayError('not-found', 'The scan is gone.');
  requireClaimed(claim, scan, post.engine);
  const expected = scan.Expected[post.engine] as ExpectedEngine;
  requireSense(post, expected);

  const pool = scan.Pools[claim.pool];
  const parameters = pool?.Lease === claim.lease ? (pool.Parameters[post.engine] ?? null) : null;
  const result = await makeResult(scans, key, post, parameters);
  const recorded = (await putOrDiscard(scans, key, result)) === 'recorded';
  const [results] = await Promise.all([
    listResults(scans.table, key.userId, key.sha256, key.scanId),
    recorded ? tellAnswer(scans, key, post) : null,
  ]);
  if (!recorded) await discard(scans, result, results);
  if (allAnswered(scan, results)) await closeAnswered(scans, key, scan, results);
  return { recorded };
}

/** When the scan is gone, so is what was stored beside its answer. */
async function putOrDiscard(scans: RecordScans, key: ScanKey, result: ResultItem): Promise<'recorded' | 'stands'> {
  try {
    return await putAnswer(scans, key, result);
  } catch (error) {
    if (error instanceof AssayError && error.kind === 'not-found') await discard(scans, result, []);
    throw error;
  }
}

/** Who watches sees the whole log before the answer: commands that are given in this order are done in it. */
async function tellAnswer(scans: RecordScans, key: ScanKey, post: ResultPost): Promise<void> {
  const { engine, outcome, verdict, label, message, log, streamed = log.length } = post;
  await Promise.all([
    tellLines(scans, key, log.slice(streamed)),
    tellEngine(scans, key, { engine, outcome, verdict, label, message }),
  ]);
}

/** Failure never looks like success: what is not an honest verdict is refused. */
function requireSense(post: ResultPost, expected: ExpectedEngine): void {
  const wrong = (message: string) => new AssayError('invalid-argument', message);
  if (post.log.some((line) => line.engine !== post.engine)) throw wrong('The log is of another engine.');
  if (post.outcome !== 'completed') {
    if (post.verdict !== null || post.label !== null) throw wrong('Only a completed run has a verdict.');
    return;
  }
  if (post.versions === null) throw wrong('A completed run says its versions.');
  if (post.verdict === null && detects(expected.Kind)) throw wrong('A detecting engine that completed has a verdict.');
  if (post.verdict === 'malicious' && post.label === null) throw wrong('A malicious verdict names what was detected.');
  if (post.verdict === null && post.label !== null) throw wrong('A label needs a verdict.');
}

async function makeResult(
  scans: RecordScans,
  key: ScanKey,
  post: ResultPost,
  parameters: string | null,
): Promise<ResultItem> {
  const { userId, sha256, scanId } = key;
  // Two answers of one engine may be on their way at once; the loser must not write over the winner's bytes.
  const run = randomBytes(8).toString('hex');
  const place = (part: 'attributes' | 'log') => `${resultKey(userId, sha256, scanId, post.engine, part)}/${run}`;
  const { inlineBytes } = scans.limits;
  const empty = { inline: null, key: null };
  const attributes =
    Object.keys(post.attributes).length === 0
      ? empty
      : await pack(scans.samples, place('attributes'), post.attributes, inlineBytes);
  const log = post.log.length === 0 ? empty : await pack(scans.samples, place('log'), post.log, inlineBytes);
  return {
    ...resultItemKey(userId, sha256, scanId, post.engine),
    ScanID: scanId,
    Engine: post.engine,
    Outcome: post.outcome,
    Verdict: post.verdict,
    Label: post.label,
    Message: post.message,
    Versions: post.versions,
    Parameters: parameters,
    StartedAt: post.startedAt,
    DurationMs: post.durationMs,
    RecordedAt: scans.now().toISOString(),
    CachedFrom: null,
    Attributes: attributes.inline,
    AttributesKey: attributes.key,
    Log: log.inline,
    LogKey: log.key,
  };
}

/** Removes what was stored for an answer that does not count. A leftover lies under the scan's prefix and goes with it. */
async function discard(scans: RecordScans, result: ResultItem, stored: readonly ResultItem[]): Promise<void> {
  // The answer that stands may be this very one, when the acknowledgement of its write was lost.
  const used = new Set(stored.flatMap((item) => [item.AttributesKey, item.LogKey]));
  const keys = [result.AttributesKey, result.LogKey].filter((each) => each !== null && !used.has(each));
  await Promise.allSettled(keys.map((each) => scans.samples.delete(each as string)));
}
