import type { WebhookRequest } from '@assay/events';
import { createDelivery, createWebhook, listDeliveries, newDelivery, userId, webhookKey } from '@assay/table';
import { expect, it } from 'vitest';
import { inEachWorld } from '../test/in-each-world.ts';
import { hosted, type World } from '../test/world.ts';
import { deliverySweep } from './sweep-deliveries.ts';

let world: World;
inEachWorld({ linux: [hosted('clamav')] }, (made) => {
  world = made;
});

const SLOW = userId('slow');
const FAST = userId('fast');

/** A webhook with so many deliveries that are due. */
async function waiting(uid: string, digit: string, count: number): Promise<void> {
  const id = digit.repeat(32);
  const created = world.clock.now.toISOString();
  await createWebhook(world.table, {
    ...webhookKey(uid, id),
    WebhookID: id,
    Url: `https://${digit}.example.org/`,
    Events: ['scan.completed'],
    Enabled: true,
    CreatedAt: created,
    Failures: 0,
    LastDelivery: null,
    Recent: [],
    Note: null,
    Version: 1,
  });
  for (let n = 0; n < count; n += 1) {
    const message = { id: `${id}-${n}`, created, event: 'test' as const, data: { user: 'somebody' } };
    await createDelivery(world.table, newDelivery(uid, id, message, world.clock.now));
  }
}

/** A process whose receivers of SLOW answer when they are let to. */
function withSlowReceivers() {
  const asked: string[] = [];
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const send = async ({ url }: WebhookRequest) => {
    asked.push(new URL(url).hostname[0] ?? '');
    if (!url.includes('//f')) await answered;
    return { status: 204, error: null };
  };
  const scans = { ...world.process(), webhooks: { send, async close() {} } };
  return { sweep: deliverySweep(scans), asked, answer };
}

it('a receiver that takes its time delays nobody else, in the same pass and in later ones', async () => {
  const { sweep, asked, answer } = withSlowReceivers();
  await waiting(SLOW, '1', 8);
  await waiting(FAST, 'f', 1);
  world.clock.advance(1);
  expect(await sweep.pass(100)).toBe(9);
  await expect.poll(() => asked.toSorted()).toEqual(['1', 'f']);
  await waiting(FAST, 'e', 1);
  await waiting(userId('another'), 'f', 1);
  world.clock.advance(1);
  await sweep.pass(100);
  await expect.poll(() => asked.filter((each) => each === 'f')).toHaveLength(2);
  // One at a time of the slow one, however often what it is due for comes up again.
  world.clock.advance(20);
  await sweep.pass(100);
  expect(asked.filter((each) => each === '1')).toHaveLength(1);
  answer();
  await sweep.settled();
  expect(asked.filter((each) => each === '1')).toHaveLength(4);
  expect(await listDeliveries(world.table, SLOW, '1'.repeat(32), 10)).toHaveLength(4);
});

it("a user's many slow receivers leave room for those of others", async () => {
  const { sweep, asked, answer } = withSlowReceivers();
  for (const digit of '012345678') await waiting(SLOW, digit, 1);
  await waiting(FAST, 'f', 1);
  world.clock.advance(1);
  await sweep.pass(100);
  await expect.poll(() => asked).toContain('f');
  expect(asked.filter((each) => each !== 'f')).toHaveLength(4);
  answer();
  await sweep.settled();
  world.clock.advance(20);
  await sweep.pass(100);
  await sweep.settled();
  expect(new Set(asked).size).toBe(9);
});

it('what was put off and what was in hand of a process that died comes again', async () => {
  const { sweep } = withSlowReceivers();
  await waiting(SLOW, '1', 6);
  world.clock.advance(1);
  await sweep.pass(100);
  world.clock.advance(61);
  const { sweep: next, asked, answer } = withSlowReceivers();
  answer();
  await next.pass(100);
  await next.settled();
  world.clock.advance(16);
  await next.pass(100);
  await next.settled();
  expect(asked).toHaveLength(6);
});

it('after the signal nothing more is sent', async () => {
  const { sweep, asked, answer } = withSlowReceivers();
  const stopping = new AbortController();
  await waiting(SLOW, '1', 3);
  world.clock.advance(1);
  await sweep.pass(100, stopping.signal);
  await expect.poll(() => asked).toHaveLength(1);
  stopping.abort();
  answer();
  await sweep.settled();
  expect(asked).toHaveLength(1);
});
