import type { WebhookEventName, WebhookItem } from '@assay/contracts';
import {
  createDelivery,
  createWebhook,
  getScan,
  getWebhook,
  listDeliveries,
  newDelivery,
  webhookKey,
} from '@assay/table';
import { describe, expect, it } from 'vitest';
import { before } from '../test/faulty-table.ts';
import { inEachWorld } from '../test/in-each-world.ts';
import {
  answerAll,
  answerOf,
  claimed,
  comeToRest,
  hosted,
  sweepAll,
  UID,
  USER,
  uploadOf,
  type World,
} from '../test/world.ts';
import { record } from './record.ts';
import { rescan } from './rescan.ts';
import { submit } from './submit.ts';
import { sweepDeliveries } from './sweep-deliveries.ts';

let world: World;
/** What webhooks were sent, oldest first. */
let sent: { url: string; event: string; id: string; data: Record<string, unknown> }[];

inEachWorld({ linux: [hosted('clamav')] }, (made) => {
  world = made;
  sent = [];
  world.webhooks.receive = ({ url, event, deliveryId, body }) => {
    sent.push({ url, event, id: deliveryId, data: JSON.parse(body).data });
    return { status: 200, error: null };
  };
});

const ONE = uploadOf('one');
const AGAIN = { user: USER, userId: UID, sha256: ONE.sha256, token: null };
const malicious = () => answerAll(world, 'linux', () => ({ verdict: 'malicious', label: 'Eicar' }));

async function webhook(id: string, events: WebhookEventName[], changes: Partial<WebhookItem> = {}): Promise<string> {
  const WebhookID = id.repeat(32).slice(0, 32);
  const made = { WebhookID, Url: `https://${id}.example.org/`, Events: events, Enabled: true, Version: 1, ...changes };
  const rest = { CreatedAt: world.clock.now.toISOString(), Failures: 0, LastDelivery: null, Recent: [], Note: null };
  await createWebhook(world.table, { ...webhookKey(UID, WebhookID), ...rest, ...made });
  return WebhookID;
}

describe('a complete scan', () => {
  it('is told on the topic and to the webhooks that want to hear of it', async () => {
    await webhook('a', ['scan.completed']);
    await webhook('b', ['verdict.changed']);
    await webhook('c', ['scan.completed'], { Enabled: false });
    const { scanId } = await submit(world.process(), ONE);
    await malicious();
    await comeToRest(world);
    const wanted = {
      user: USER,
      sha256: ONE.sha256,
      filename: ONE.filename,
      scanid: scanId,
      began_by: 'upload',
      verdict: 'malicious',
      engines_expected: 1,
      engines_completed: 1,
      malicious: 1,
    };
    expect(world.completed).toHaveLength(1);
    expect(world.completed[0]).toMatchObject(wanted);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ url: 'https://a.example.org/', event: 'scan.completed', data: wanted });
  });

  it('is complete although nobody can be told, and is told when they can', async () => {
    await webhook('a', ['scan.completed']);
    const { scanId } = await submit(world.process(), ONE);
    world.topic.down = true;
    await malicious();
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({ Status: 'complete', Announced: false });
    await comeToRest(world, 120);
    expect([world.completed, sent]).toEqual([[], []]);
    world.topic.down = false;
    await comeToRest(world);
    expect([world.completed.length, sent.length]).toEqual([1, 1]);
    expect(await getScan(world.table, UID, ONE.sha256, scanId)).toMatchObject({ Announced: true });
  });

  it('is told once more when a late answer changes it', async () => {
    await webhook('a', ['scan.completed']);
    const { scanId } = await submit(world.process(), ONE);
    const { claim } = await claimed(world, 'linux', ['clamav']);
    await comeToRest(world, 7200);
    await record(world.process(), answerOf(claim, 'clamav', { verdict: 'malicious', label: 'Eicar' }));
    await comeToRest(world);
    expect(sent.map(({ data }) => [data.scanid, data.verdict])).toEqual([
      [scanId, 'unknown'],
      [scanId, 'malicious'],
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });

  it.each(
    [1, 2, 3, 4].flatMap((atWrite) =>
      (['crash-before', 'crash-after'] as const).map((kind) => [atWrite, kind] as const),
    ),
  )('is told although a process dies at write %i of telling it (%s)', async (atWrite, kind) => {
    await webhook('a', ['scan.completed']);
    await submit(world.process(), ONE);
    await malicious();
    world.clock.advance(1);
    await sweepAll(world.process({ atWrite, kind })).catch(() => undefined);
    await comeToRest(world);
    expect(sent.length).toBeGreaterThanOrEqual(1);
    expect(world.completed.length).toBeGreaterThanOrEqual(1);
  });
});

describe('the verdict of a file', () => {
  /** `undetected`, with somebody who wants to hear when that changes. */
  async function firstVerdict(): Promise<void> {
    await webhook('b', ['verdict.changed']);
    await submit(world.process(), ONE);
    await answerAll(world, 'linux');
    await comeToRest(world);
  }

  it('is told when it has changed, once for each change, and not when it is the first', async () => {
    await firstVerdict();
    expect(sent).toEqual([]);
    const { scanId } = await rescan(world.process(), AGAIN);
    await malicious();
    await comeToRest(world);
    await rescan(world.process(), AGAIN);
    await malicious();
    await comeToRest(world);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      event: 'verdict.changed',
      data: { user: USER, sha256: ONE.sha256, scanid: scanId, from: 'undetected', to: 'malicious' },
    });
  });

  it('is told once while the index is away, however long that is', async () => {
    await firstVerdict();
    await rescan(world.process(), AGAIN);
    await malicious();
    const away = () => Promise.reject(new Error('away'));
    for (let second = 0; second < 60; second += 1) {
      world.clock.advance(1);
      await sweepAll({ ...world.process(), search: { put: away, putAll: away, remove: away } });
      await sweepDeliveries(world.process());
    }
    await comeToRest(world);
    expect(sent).toHaveLength(1);
    expect(world.documents.get(ONE.sha256)).toMatchObject({ verdict: 'malicious' });
  });

  it('is told of each change when a second one comes while the first is told', async () => {
    await firstVerdict();
    await rescan(world.process(), AGAIN);
    await malicious();
    await rescan(world.process(), AGAIN);
    world.clock.advance(1);
    const scans = world.process();
    let done: Promise<unknown> | null = null;
    const table = before(scans.table, 'PutCommand', ONE.sha256, async () => {
      done ??= answerAll(world, 'linux');
      await done;
    });
    await sweepAll({ ...scans, table });
    expect(done).not.toBeNull();
    await comeToRest(world);
    expect(sent.map(({ data }) => data.to)).toEqual(['malicious', 'undetected']);
  });
});

describe('a webhook that fails', () => {
  const AWAY = { status: 503, error: 'It answered 503.' };

  it('is tried again at growing intervals, then given up with a note', async () => {
    const id = await webhook('a', ['scan.completed']);
    const times: number[] = [];
    world.webhooks.receive = () => {
      times.push(world.clock.now.getTime());
      return AWAY;
    };
    await submit(world.process(), ONE);
    await malicious();
    await comeToRest(world);
    const gaps = times.slice(1).map((time, at) => Math.round((time - (times[at] ?? 0)) / 1000));
    expect(gaps).toEqual([10, 40, 160, 640, 2560, 10240, 21600, 21600, 21600]);
    expect(await listDeliveries(world.table, UID, id, 10)).toEqual([]);
    expect(await getWebhook(world.table, UID, id)).toMatchObject({
      Enabled: true,
      Failures: 10,
      Recent: [{ Outcome: 'given-up', Status: 503, Error: 'It answered 503.', Attempts: 10 }],
    });
  });

  it('is left alone while it fails: others that wait do not try on their own', async () => {
    await webhook('a', ['scan.completed']);
    let tries = 0;
    world.webhooks.receive = () => {
      tries += 1;
      return AWAY;
    };
    for (let n = 0; n < 6; n += 1) await submit(world.process(), uploadOf(`content ${n}`));
    for (let n = 0; n < 6; n += 1) await malicious();
    await comeToRest(world, 9);
    // One pass may have begun with several of them.
    expect(tries).toBeLessThanOrEqual(4);
    world.webhooks.receive = ({ deliveryId, event, url, body }) => {
      sent.push({ url, event, id: deliveryId, data: JSON.parse(body).data });
      return { status: 204, error: null };
    };
    await comeToRest(world);
    expect(new Set(sent.map(({ data }) => data.sha256)).size).toBe(6);
  });

  it('is sent a test all the same, which shows whether it works again', async () => {
    const id = await webhook('a', ['scan.completed'], {
      Failures: 9,
      LastDelivery: { At: world.clock.now.toISOString(), Status: 503, Error: 'It answered 503.' },
    });
    const message = {
      id: `${id}-1`,
      created: world.clock.now.toISOString(),
      event: 'test' as const,
      data: { user: USER },
    };
    await createDelivery(world.table, newDelivery(UID, id, message, world.clock.now));
    await sweepDeliveries(world.process());
    expect(sent).toMatchObject([{ event: 'test', id: message.id }]);
    expect(await getWebhook(world.table, UID, id)).toMatchObject({ Failures: 0 });
  });

  it('too often in a row is disabled, and what waits for it is dropped', async () => {
    const id = await webhook('a', ['scan.completed'], { Failures: 19 });
    world.webhooks.receive = () => AWAY;
    await submit(world.process(), ONE);
    await malicious();
    await comeToRest(world);
    expect(await getWebhook(world.table, UID, id)).toMatchObject({
      Enabled: false,
      Failures: 20,
      Note: expect.any(String),
    });
    expect(await listDeliveries(world.table, UID, id, 10)).toEqual([]);
  });

  it('and succeeds once begins anew', async () => {
    const id = await webhook('a', ['scan.completed'], { Failures: 19 });
    await submit(world.process(), ONE);
    await malicious();
    await comeToRest(world);
    expect(await getWebhook(world.table, UID, id)).toMatchObject({ Failures: 0, Recent: [{ Outcome: 'delivered' }] });
  });
});
