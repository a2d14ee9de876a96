import { type DueEntry, leaseDue, listDueDeliveries } from '@assay/table';
import { type DeliveryScans, driveDelivery } from './drive-delivery.ts';
import { after } from './due-at.ts';

/** Webhooks that are sent to at once. Nearly all of it is waiting for their receivers. */
const AT_ONCE = 64;
/** Of one user, so that slow receivers of somebody's twenty webhooks leave room for everybody else's. */
const AT_ONCE_EACH = 4;
/** Most that one webhook is sent before others that are due are looked at again. */
const IN_HAND = 4;
/** Deliveries are held for longer than the attempts of all that are in hand may take, ten seconds each. */
const HOLD_S = 60;
/** What is more than a webhook's share comes back after this time. */
const LATER_S = 15;

const DELIVERY = /^#delivery#([0-9a-f]+)-[0-9a-f]+$/;

export interface DeliverySweep {
  /**
   * Takes the deliveries that are due in hand, apart from everything else in `Due`, and begins to send them: those of one
   * webhook one after the other, those of several at once. Does not wait for receivers, so that a slow one delays what is
   * due for others by nothing. Answers how many it took or put off; throws only when `Due` itself cannot be read. After
   * `signal` nothing more is sent.
   */
  pass(limit: number, signal?: AbortSignal): Promise<number>;
  /** Resolves when nothing is being sent any more. */
  settled(): Promise<void>;
}

/** Sends what is due to webhooks, pass by pass. */
export function deliverySweep(scans: DeliveryScans): DeliverySweep {
  const sending = new Map<string, { readonly uid: string; readonly done: Promise<void> }>();

  function hasRoom(uid: string): boolean {
    const mine = [...sending.values()].filter((each) => each.uid === uid);
    return sending.size < AT_ONCE && mine.length < AT_ONCE_EACH;
  }
  async function take([webhook, entries]: [string, DueEntry[]], signal: AbortSignal | undefined): Promise<void> {
    const uid = entries[0]?.UserID ?? '';
    if (sending.has(webhook) || !hasRoom(uid)) return putOff(scans, entries);
    const holding = hold(scans, entries.slice(0, IN_HAND));
    const done = holding.then((held) => send(scans, held, signal)).finally(() => sending.delete(webhook));
    sending.set(webhook, { uid, done });
    await Promise.all([holding, putOff(scans, entries.slice(IN_HAND))]);
  }
  return {
    async pass(limit, signal) {
      if (scans.webhooks === null) return 0;
      const due = await listDueDeliveries(scans.table, scans.now(), limit);
      await Promise.all([...byWebhook(due)].map((each) => take(each, signal)));
      return due.length;
    },
    async settled() {
      await Promise.all([...sending.values()].map(({ done }) => done));
    },
  };
}

/** One pass, to the end of everything that it sends. */
export async function sweepDeliveries(scans: DeliveryScans, limit = 200): Promise<number> {
  const sweep = deliverySweep(scans);
  const due = await sweep.pass(limit);
  await sweep.settled();
  return due;
}

function byWebhook(due: readonly DueEntry[]): Map<string, DueEntry[]> {
  const webhooks = new Map<string, DueEntry[]>();
  for (const entry of due) {
    const key = `${entry.UserID}${DELIVERY.exec(entry.FileID)?.[1] ?? ''}`;
    webhooks.set(key, [...(webhooks.get(key) ?? []), entry]);
  }
  return webhooks;
}

/** Those of the entries that are now this process's to send. */
async function hold(scans: DeliveryScans, entries: readonly DueEntry[]): Promise<DueEntry[]> {
  const held = await Promise.all(entries.map((entry) => move(scans, entry, HOLD_S)));
  return entries.filter((_, at) => held[at]);
}

async function putOff(scans: DeliveryScans, entries: readonly DueEntry[]): Promise<void> {
  await Promise.all(entries.map((entry) => move(scans, entry, LATER_S)));
}

/** False when somebody else has it, and when the table refuses: it is due all the same, and will come again. */
async function move(scans: DeliveryScans, entry: DueEntry, seconds: number): Promise<boolean> {
  try {
    return await leaseDue(scans.table, entry, new Date(after(scans.now(), seconds)));
  } catch (error) {
    warn(scans, entry, error);
    return false;
  }
}

async function send(
  scans: DeliveryScans,
  entries: readonly DueEntry[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const entry of entries) {
    if (signal?.aborted) return;
    try {
      await driveDelivery(scans, entry.UserID, entry.FileID.slice('#delivery#'.length));
    } catch (error) {
      warn(scans, entry, error);
    }
  }
}

function warn(scans: DeliveryScans, entry: DueEntry, error: unknown): void {
  scans.logger.warn({ err: error, user: entry.UserID }, 'a webhook could not be told; it will be tried again');
}
