import { type DueEntry, leaseDue, listDueDeliveries } from '@assay/table';
import { type DeliveryScans, driveDelivery } from './drive-delivery.ts';
import { after } from './due-at.ts';

/** Webhooks that are sent to at once. */
const AT_ONCE = 16;
/** Most that one webhook is sent in one pass, so that a slow receiver of thousands does not keep others waiting. */
const EACH = 4;
/** A delivery is held for longer than its attempt may take. */
const HOLD_S = 30;
/** What is more than a webhook's share comes back after this time. */
const LATER_S = 15;

const DELIVERY = /^#delivery#([0-9a-f]+)-[0-9a-f]+$/;

/**
 * One pass over the webhook deliveries that are due, apart from everything else in `Due`: those of one webhook one after
 * the other, those of several at once. Answers how many were due. A fault of one costs the others nothing; throws only
 * when `Due` itself cannot be read. After `signal` nothing more is sent.
 */
export async function sweepDeliveries(scans: DeliveryScans, limit = 200, signal?: AbortSignal): Promise<number> {
  if (scans.webhooks === null) return 0;
  const due = await listDueDeliveries(scans.table, scans.now(), limit);
  const waiting = byWebhook(due).values();
  const work = async () => {
    for (const entries of waiting) await sendSome(scans, entries, signal);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return due.length;
}

function byWebhook(due: readonly DueEntry[]): Map<string, DueEntry[]> {
  const webhooks = new Map<string, DueEntry[]>();
  for (const entry of due) {
    const key = `${entry.UserID}${DELIVERY.exec(entry.FileID)?.[1] ?? ''}`;
    webhooks.set(key, [...(webhooks.get(key) ?? []), entry]);
  }
  return webhooks;
}

async function sendSome(
  scans: DeliveryScans,
  entries: readonly DueEntry[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [place, entry] of entries.entries()) {
    if (signal?.aborted) return;
    const holdS = place < EACH ? HOLD_S : LATER_S;
    try {
      const held = await leaseDue(scans.table, entry, new Date(after(scans.now(), holdS)));
      if (held && place < EACH) await driveDelivery(scans, entry.UserID, entry.FileID.slice('#delivery#'.length));
    } catch (error) {
      scans.logger.warn({ err: error, user: entry.UserID }, 'a webhook could not be told; it will be tried again');
    }
  }
}
