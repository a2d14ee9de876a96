import { createHash, createSecretKey } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ClaimRequest,
  HostedEngine,
  LiveEvent,
  LogLine,
  ResultPost,
  ScanCompleted,
  ScanMessage,
  SearchDocument,
} from '@assay/contracts';
import type { WebhookAnswer, WebhookRequest } from '@assay/events';
import { openSampleStore, type SampleStore } from '@assay/samples';
import { createTable, listEngines, reportEngine, type Table, userId } from '@assay/table';
import { startDynalite } from '@assay/table/testing';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createCatalogue } from '../src/catalogue.ts';
import { claim } from '../src/claim.ts';
import { DEFAULT_LIMITS, type ScanLimits } from '../src/limits.ts';
import { record } from '../src/record.ts';
import type { Logger, Scans } from '../src/scans.ts';
import { createShare } from '../src/share.ts';
import type { Upload } from '../src/submit.ts';
import { sweep } from '../src/sweep.ts';
import { sweepDeliveries } from '../src/sweep-deliveries.ts';
import { sweepFiles } from '../src/sweep-files.ts';
import { type Fault, faultyTable, type Life } from './faulty-table.ts';

/** A real table and a real sample store, with a clock, a topic, queues and a live stream that a test holds. */
export interface World {
  readonly table: Table;
  readonly samples: SampleStore;
  /** The steps' dependencies in a process of its own, which may have a fault. */
  process(fault?: Fault | null, limits?: Partial<ScanLimits>): Scans;
  readonly clock: { now: Date; advance(seconds: number): void };
  /** Messages by pool, oldest first. `down` makes every publication fail. */
  readonly queues: Map<string, ScanMessage[]>;
  readonly topic: { down: boolean; published: ScanMessage[] };
  readonly events: LiveEvent[];
  readonly liveLines: LogLine[];
  /** Keys of everything in the sample store. */
  stored(): Promise<string[]>;
  /** Scans whose live events were removed. */
  readonly forgotten: Set<string>;
  /** What search knows, by SHA-256. */
  readonly documents: Map<string, SearchDocument>;
  /** What other systems were told. */
  readonly completed: ScanCompleted[];
  /** Where webhooks lead; a test puts its own receiver there. */
  readonly webhooks: { receive: (request: WebhookRequest) => WebhookAnswer };
  readonly logged: { level: string; message: string }[];
  /** Writes into `logged`. */
  readonly logger: Logger;
}

export interface Machine {
  /** A world with an empty table of its own; its processes have these limits unless they are given others. */
  world(limits?: Partial<ScanLimits>): Promise<World>;
  stop(): Promise<void>;
}

/** What worlds share: one dynalite, and one folder for samples. */
export async function startMachine(): Promise<Machine> {
  const dynalite = await startDynalite();
  const folder = await mkdtemp(join(tmpdir(), 'assay-scans-'));
  let worlds = 0;
  return {
    async world(limits = {}) {
      worlds += 1;
      const table = { ...dynalite.table, name: `world-${worlds}` };
      await createTable(table);
      return newWorld(table, join(folder, String(worlds)), limits);
    },
    async stop() {
      await dynalite.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function newWorld(table: Table, folder: string, worldLimits: Partial<ScanLimits>): World {
  const samples: SampleStore = openSampleStore(pathToFileURL(folder).href);
  const ticketKey = createSecretKey(Buffer.alloc(32, 1));
  const claimKey = createSecretKey(Buffer.alloc(32, 2));
  const clock = {
    now: new Date('2026-03-01T00:00:00.000Z'),
    advance(seconds: number) {
      clock.now = new Date(clock.now.getTime() + seconds * 1000);
    },
  };
  const queues = new Map<string, ScanMessage[]>();
  const topic = { down: false, published: [] as ScanMessage[] };
  const events: LiveEvent[] = [];
  const liveLines: LogLine[] = [];
  const forgotten = new Set<string>();
  const documents = new Map<string, SearchDocument>();
  const completed: ScanCompleted[] = [];
  const webhooks: World['webhooks'] = { receive: () => ({ status: 200, error: null }) };
  const logged: World['logged'] = [];
  const log = (level: string) => (_fields: object, message: string) => void logged.push({ level, message });
  const logger: Logger = { info: log('info'), warn: log('warn'), error: log('error') };

  const process: World['process'] = (fault = null, processLimits = {}) => {
    const limits = { ...DEFAULT_LIMITS, ...worldLimits, ...processLimits };
    const life: Life = { dead: false };
    const own = faultyTable(table, fault, life);
    const alive = () => {
      if (life.dead) throw new Error('this process is dead');
    };
    const now = () => {
      // Two requests in one millisecond are possible, but a test reads better when time does not stand still.
      clock.advance(0.001);
      return clock.now;
    };
    return {
      table: own,
      samples,
      topic: {
        async publish(message) {
          alive();
          if (topic.down) throw new Error('the topic is down');
          topic.published.push(message);
          for (const pool of Object.keys(message.pools)) queues.set(pool, [...(queues.get(pool) ?? []), message]);
        },
      },
      queues: { depth: async (pool) => queues.get(pool)?.length ?? 0 },
      live: {
        async emit(_userId, event) {
          alive();
          events.push(event);
        },
        async log(_scanId, lines) {
          alive();
          liveLines.push(...lines);
        },
        async forget(_userId, scanIds) {
          alive();
          for (const id of scanIds) forgotten.add(id);
        },
      },
      search: {
        async put(document) {
          alive();
          const before = documents.get(document.sha256);
          if (before === undefined || before.version < document.version) documents.set(document.sha256, document);
        },
        async putAll() {
          throw new Error('no step fills the index again');
        },
        async remove(_userId, sha256) {
          alive();
          documents.delete(sha256);
        },
      },
      completed: {
        async publish(told) {
          alive();
          if (topic.down) throw new Error('the topic is down');
          completed.push(told);
        },
      },
      webhooks: {
        async send(request) {
          alive();
          return webhooks.receive(request);
        },
        async close() {},
      },
      catalogue: createCatalogue(own, now, 0),
      share: createShare(own, limits.shareScans),
      ticketKey,
      claimKey,
      limits,
      logger,
      now,
    };
  };
  return {
    table,
    samples,
    process,
    clock,
    queues,
    topic,
    events,
    liveLines,
    stored: () => storedKeys(folder),
    forgotten,
    documents,
    completed,
    webhooks,
    logged,
    logger,
  };
}

/** Object keys as their files are named: every byte but letters, digits, `_` and `-` is escaped, long ones are folders. */
async function storedKeys(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'objects').length + 4))
    .map((path) => decodeURIComponent(path.replaceAll(/\+\//g, '')));
}

export const USER = 'ann';
export const UID = userId(USER);

export function hash(algorithm: 'md5' | 'sha1' | 'sha256', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}

export function uploadOf(content: string, changes: Partial<Upload> = {}): Upload {
  const md5 = hash('md5', content);
  return {
    user: USER,
    userId: UID,
    sha256: hash('sha256', content),
    sha1: hash('sha1', content),
    md5,
    size: content.length,
    filename: `${content}.bin`,
    objectKey: `${USER}:${md5}`,
    token: null,
    client: null,
    by: 'upload',
    ...changes,
  };
}

export const VERSIONS = { package: '1.0', engine: '2.0', signatures: '3', signatures_date: '2026-02-28' };
export const PARAMETERS = '0123456789abcdef';

export function hosted(id: string, changes: Partial<HostedEngine> = {}): HostedEngine {
  const engine = {
    id,
    name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
    kind: 'antivirus',
    os: 'linux',
    available: true,
    reason: null,
    versions: VERSIONS,
    parameters: PARAMETERS,
    accepts: [],
    rejects: [],
    max_bytes: 1_000_000,
    timeout_s: 30,
    provides: [],
    confinement: [],
    notes: [],
  };
  return { ...engine, ...changes } as HostedEngine;
}

/** Enters engines into the catalogue: `{linux: [hosted('clamav')]}`. */
export async function enter(world: World, pools: Record<string, readonly HostedEngine[]>): Promise<void> {
  for (const [pool, engines] of Object.entries(pools)) {
    for (const engine of engines) await reportEngine(world.table, pool, engine, world.clock.now);
  }
}

/** What a worker that has these engines up asks for when it holds this message. */
export function claimOf(
  message: ScanMessage,
  pool: string,
  engines: readonly string[],
  changes: Partial<ClaimRequest> = {},
): ClaimRequest {
  const { user, md5 } = message;
  const { sha256, scanId, ticket } = message.scan;
  return {
    pool,
    worker: 'worker-1',
    boot: 'bootboot1',
    scan: { user, md5, sha256, scanId },
    ticket,
    engines: engines.map((id) => ({ id, versions: VERSIONS, parameters: PARAMETERS })),
    ...changes,
  };
}

/** A completed run that found nothing, unless told otherwise. */
export function answerOf(claim: string, engine: string, changes: Partial<ResultPost> = {}): ResultPost {
  return {
    claim,
    engine,
    outcome: 'completed',
    verdict: 'undetected',
    label: null,
    message: null,
    attributes: {},
    versions: VERSIONS,
    startedAt: '2026-03-01T00:00:00.000Z',
    durationMs: 5,
    log: [],
    ...changes,
  };
}

/** Takes the oldest message of a pool's queue. */
export function take(world: World, pool: string): ScanMessage {
  const message = world.queues.get(pool)?.shift();
  if (message === undefined) throw new Error(`the queue of ${pool} is empty`);
  return message;
}

/** When the first thing is due; null when nothing is. One request, where listing all that is due makes twenty-eight. */
export async function nextDue(table: Table): Promise<Date | null> {
  const answer = await table.client.send(
    new ScanCommand({ TableName: table.name, FilterExpression: 'attribute_exists(DueAt)', ConsistentRead: true }),
  );
  const times = (answer.Items ?? []).map((item) => String(item.DueAt)).sort();
  return times[0] === undefined ? null : new Date(times[0]);
}

/** One pass over everything that is due but deliveries to webhooks, in one process. */
export async function sweepAll(scans: Scans): Promise<void> {
  await sweep(scans);
  await sweepFiles(scans);
}

/** Lets time pass and sweeps whenever something is due, until nothing is, or what is due lies further than this ahead. */
export async function comeToRest(world: World, withinS = Number.POSITIVE_INFINITY): Promise<void> {
  const end = world.clock.now.getTime() + withinS * 1000;
  for (let round = 0; round < 200; round += 1) {
    const next = await nextDue(world.table);
    if (next === null || next.getTime() > end) return;
    world.clock.now = new Date(Math.max(world.clock.now.getTime(), next.getTime()) + 1);
    await sweepAll(world.process());
    await sweepDeliveries(world.process());
  }
  throw new Error('it does not come to rest');
}

/** Works off the oldest message of a pool as a good worker does; answers the engines that it had to run. */
export async function answerAll(
  world: World,
  pool: string,
  change: (engine: string) => Partial<ResultPost> = () => ({}),
): Promise<string[]> {
  const message = take(world, pool);
  const engines = (await listEngines(world.table)).filter((item) => item.Pool === pool).map((item) => item.Engine);
  const claimed = await claim(world.process(), claimOf(message, pool, engines));
  if (claimed.status !== 'claimed') return [];
  for (const engine of claimed.engines) {
    await record(world.process(), answerOf(claimed.claim, engine, change(engine)));
  }
  return claimed.engines;
}

/** Claims the oldest message of a pool; throws when it is not handed out. */
export async function claimed(
  world: World,
  pool: string,
  engines: readonly string[],
  changes: Partial<ClaimRequest> = {},
): Promise<{ claim: string; engines: string[]; message: ScanMessage }> {
  const message = take(world, pool);
  const answer = await claim(world.process(), claimOf(message, pool, engines, changes));
  if (answer.status !== 'claimed') throw new Error(`the claim was answered ${answer.status}`);
  return { claim: answer.claim, engines: answer.engines, message };
}
