import type { DeliveryItem } from '@assay/contracts';
import { changeDelivery, listDeliveries, type Table } from '@assay/table';

/** As many as one read of the table gives; what is beyond comes at its own time. */
const MOST = 1_000;
/** Written to the table at the same time. */
const AT_ONCE = 20;

/** What waits for this webhook is due now and not when its failures before would have it. May be repeated. */
export async function wakeDeliveries(table: Table, uid: string, webhookId: string, now: Date): Promise<void> {
  const due = now.toISOString();
  const late = (await listDeliveries(table, uid, webhookId, MOST)).filter(
    ({ DueAt }) => DueAt !== undefined && DueAt > due,
  );
  const wake = (current: DeliveryItem | null) =>
    current?.DueAt === undefined || current.DueAt <= due ? null : { ...current, DueAt: due };
  for (let from = 0; from < late.length; from += AT_ONCE) {
    const some = late.slice(from, from + AT_ONCE);
    await Promise.all(some.map(({ DeliveryID }) => changeDelivery(table, uid, DeliveryID, wake)));
  }
}
