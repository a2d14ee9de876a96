import type { HostedEngine, Lane, ScanMessage } from '@assay/contracts';
import type { Delivery, Handled } from '@assay/events';
import { again } from '../ingest/again.ts';
import { keepLease, LeaseLost } from '../ingest/keep-lease.ts';
import { timed } from '../metrics.ts';
import { within } from '../within.ts';
import type { Lanes } from './lanes.ts';
import { type Claimed, type WorkOffOptions, workOff } from './work-off.ts';

export interface HandleOptions extends WorkOffOptions {
  readonly pool: string;
  readonly worker: string;
  /** Random for each process, so that a worker that was restarted takes over what its dead process held. */
  readonly boot: string;
  readonly lanes: Lanes;
  /** How long a message in hand waits for the host before it is given back to the queue. */
  readonly hostWaitMs: number;
}

/** From a message to its end: how, is counted and answered to the queue. */
export async function handleMessage(
  options: HandleOptions,
  lane: Lane,
  message: ScanMessage,
  stop: AbortSignal,
  delivery: Delivery,
): Promise<Handled> {
  const { metrics, lanes } = options;
  const leave = await lanes.enter(lane, stop);
  metrics.slotsBusy.set(lanes.busy);
  try {
    const { handled, end } = await handleInSlot(options, lane, message, stop, delivery);
    metrics.messages.inc({ lane, end });
    return handled;
  } catch (error) {
    metrics.messages.inc({ lane, end: 'again' });
    options.logger.error(
      { err: error, scanId: message.scan.scanId },
      'a scan was not worked off; its message comes back',
    );
    return stop.aborted ? { retryAfterS: 0 } : 'retry-later';
  } finally {
    leave();
    metrics.slotsBusy.set(lanes.busy);
  }
}

interface Ended {
  readonly handled: Handled;
  readonly end: 'done' | 'gone' | 'leased' | 'released' | 'again';
}

async function handleInSlot(
  options: HandleOptions,
  lane: Lane,
  message: ScanMessage,
  stop: AbortSignal,
  delivery: Delivery,
): Promise<Ended> {
  const { host, ingest, onAway, now, metrics } = options;
  const hosted = await within(options.hostWaitMs, stop, 'the engine host is not there', (limited) =>
    host.ready(limited),
  );
  const request = claimRequest(options, message, hosted);
  const answer = await timed(metrics, 'claim', () => again(() => ingest.claim(request), stop, onAway));
  if (answer.status === 'gone') return { handled: 'done', end: 'gone' };
  if (answer.status === 'leased') {
    return { handled: { retryAfterS: secondsUntil(answer.until, now()) }, end: 'leased' };
  }
  const claimedAt = now().getTime();
  metrics.queueWait.observe({ lane }, Math.max(0, claimedAt - delivery.sentAt.getTime()) / 1000);
  const ended = await workOffLeased(options, message, answer, hosted, stop);
  metrics.scanSeconds.observe({ lane }, (now().getTime() - claimedAt) / 1000);
  return ended;
}

async function workOffLeased(
  options: HandleOptions,
  message: ScanMessage,
  claimed: Claimed,
  hosted: readonly HostedEngine[],
  stop: AbortSignal,
): Promise<Ended> {
  const { ingest, now, logger } = options;
  const lease = keepLease({ ingest, claim: claimed.claim, leaseUntil: claimed.leaseUntil, now });
  const signals = {
    runs: AbortSignal.any([stop, lease.lost]),
    posts: stop,
  };
  try {
    await workOff(options, message, claimed, hosted, signals);
    return { handled: 'done', end: 'done' };
  } catch (error) {
    if (error instanceof LeaseLost) {
      logger.warn({ scanId: message.scan.scanId }, 'the lease of a scan was lost; another worker has it');
      return { handled: 'retry-later', end: 'again' };
    }
    await giveBack(options, claimed.claim);
    if (!stop.aborted) throw error;
    return { handled: { retryAfterS: 0 }, end: 'released' };
  } finally {
    lease.stop();
  }
}

/** One attempt: without it the lease runs out by itself. */
async function giveBack({ ingest, logger }: HandleOptions, claim: string): Promise<void> {
  try {
    await ingest.release(claim);
  } catch (error) {
    logger.warn({ err: error }, 'a claim could not be given back; its lease runs out');
  }
}

/** Names the engines that are up now: what is expected of the pool and not named ends as `unavailable`. */
function claimRequest({ pool, worker, boot }: HandleOptions, message: ScanMessage, hosted: readonly HostedEngine[]) {
  const { user, md5, scan } = message;
  const engines = hosted.flatMap(({ id, available, versions, parameters }) =>
    available && versions !== null ? [{ id, versions, parameters }] : [],
  );
  const ref = { user, md5, sha256: scan.sha256, scanId: scan.scanId };
  return { pool, worker, boot, scan: ref, ticket: scan.ticket, engines };
}

/** When to look again at a scan that another worker has; a second more than its lease, and never more than an hour. */
function secondsUntil(until: string, now: Date): number {
  const seconds = Math.ceil((Date.parse(until) - now.getTime()) / 1000) + 1;
  return Math.min(3600, Math.max(1, seconds));
}
