import { listDue, listDueFiles } from '@assay/table';
import { claim } from '../../src/claim.ts';
import { sweepDeliveries } from '../../src/sweep-deliveries.ts';
import type { Fault } from '../faulty-table.ts';
import { claimOf, nextDue, sweepAll } from '../world.ts';
import { attempt, post, requeue } from './actions.ts';
import { type History, POOLS } from './history.ts';

/** What happens at the next request of a worker; its last answer of a scan may close it. */
type NextFault = (closes?: boolean) => Fault | null;

/** More rounds than any history needs; one that needs more does not come to an end. */
const MOST_ROUNDS = 500;

/**
 * From here on everything works once the last faults have happened: the topic answers, workers take what is in their
 * queues and answer, what they could not deliver is delivered to them again, and `Due` is swept whenever something is
 * due. Ends when no queue holds a message and nothing is due any more.
 */
export async function untilQuiet(
  history: History,
  windowsServed: boolean,
  faults: Record<'deliveries' | 'closings' | 'sweeps', readonly (Fault | null)[]>,
): Promise<void> {
  const { world } = history;
  const [deliveries, closings, sweeps] = [faults.deliveries.values(), faults.closings.values(), faults.sweeps.values()];
  const nextFault: NextFault = (closes = false) => (closes ? closings : deliveries).next().value ?? null;
  world.topic.down = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await deliverAll(history, 'linux', nextFault);
    if (windowsServed) await deliverAll(history, 'windows', nextFault);
    await attempt(() => sweepAll(world.process(sweeps.next().value ?? null)));
    await sweepDeliveries(world.process());
    const next = await nextDue(world.table);
    const waiting =
      (world.queues.get('linux')?.length ?? 0) + (windowsServed ? (world.queues.get('windows')?.length ?? 0) : 0);
    if (next === null && waiting === 0) return;
    // The next thing happens when it is due; a message behind a lease comes back when its time is over.
    const wait = next === null ? 31 : (next.getTime() - world.clock.now.getTime()) / 1000;
    world.clock.advance(Math.max(wait, 0.1));
  }
  const ever = new Date('2100-01-01T00:00:00Z');
  const due = [...(await listDue(world.table, ever, 10)), ...(await listDueFiles(world.table, ever, 10))];
  throw new Error(
    `it does not come to rest: ${JSON.stringify({ due, now: world.clock.now, queues: [...world.queues] })}`,
  );
}

async function deliverAll(history: History, pool: string, nextFault: NextFault): Promise<void> {
  const { world } = history;
  const messages = world.queues.get(pool) ?? [];
  world.queues.set(pool, []);
  history.boots += 1;
  const boot = `boot${String(history.boots).padStart(6, '0')}`;
  for (const message of messages) {
    const request = claimOf(message, pool, POOLS[pool] ?? [], { worker: `last-${pool}`, boot });
    const answer = await attempt(() => claim(world.process(nextFault()), request));
    if (answer === null || answer.status === 'leased') requeue(history, pool, message);
    if (answer?.status !== 'claimed') continue;
    const { engines } = answer;
    const run = { pool, worker: request.worker, claim: answer.claim, message, left: new Set(engines), ghost: false };
    for (const engine of engines) {
      await post(history, run, engine, ['completed', 'undetected'], nextFault(engine === engines.at(-1)));
    }
    // A message is deleted when every engine was acknowledged, and not before.
    if (run.left.size > 0) requeue(history, pool, message);
  }
}
