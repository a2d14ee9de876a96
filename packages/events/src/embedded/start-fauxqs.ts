import type { AddressInfo } from 'node:net';
import type { buildApp } from 'fauxqs';

export interface EmulatedAws {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface FauxqsOptions {
  /** Keeps topics, queues and messages. */
  readonly dataDir: string;
  /** Keeps objects as files; without it objects are in memory. */
  readonly objectsDir?: string;
  /** Any free one unless told. */
  readonly port?: number;
}

/**
 * SNS, SQS and S3 by fauxqs, in this process and on loopback only. Its own `startFauxqs` listens on every interface,
 * where anybody could read and forge events, so its parts are put together here in the same way.
 */
export async function startFauxqs({ dataDir, objectsDir, port = 0 }: FauxqsOptions): Promise<EmulatedAws> {
  const { buildApp: build } = await part<{ buildApp: typeof buildApp }>('./app.js');
  const { SqsStore } = await part<{ SqsStore: new () => Store }>('./sqs/sqsStore.js');
  const { SnsStore } = await part<{ SnsStore: new () => Store }>('./sns/snsStore.js');
  const { S3Store } = await part<{ S3Store: new () => Store }>('./s3/s3Store.js');

  const [sqsStore, snsStore, s3Store] = [new SqsStore(), new SnsStore(), new S3Store()];
  const messages = await keepMessages(dataDir, sqsStore, snsStore);
  const objects = objectsDir === undefined ? null : await keepObjects(objectsDir, s3Store);

  const stores = { sqsStore, snsStore, s3Store } as unknown as NonNullable<Parameters<typeof buildApp>[0]>['stores'];
  const app = build({ logger: false, ...(stores ? { stores } : {}) }) as unknown as HttpApp;
  await app.listen({ port, host: '127.0.0.1' });
  const address = app.server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      await app.close();
      messages.close();
      objects?.close();
    },
  };
}

async function keepMessages(dataDir: string, sqsStore: Store, snsStore: Store): Promise<Messages> {
  const { PersistenceManager } = await part<{ PersistenceManager: new (dir: string) => Messages }>('./persistence.js');
  const messages = new PersistenceManager(dataDir);
  // A sync for every write costs a scan tens of milliseconds. Without, a killed process still loses nothing; see decision 0041.
  messages.db.exec('PRAGMA synchronous = NORMAL');
  messages.loadSqsAndSns(sqsStore, snsStore);
  sqsStore.persistence = messages;
  snsStore.persistence = messages;
  for (const queue of sqsStore.allQueues()) queue.persistence = messages;
  return messages;
}

async function keepObjects(objectsDir: string, s3Store: Store): Promise<Objects> {
  const { FileS3Persistence } = await part<{ FileS3Persistence: new (dir: string) => Objects }>(
    './s3/fileS3Persistence.js',
  );
  const objects = new FileS3Persistence(objectsDir);
  objects.loadS3(s3Store);
  s3Store.persistence = objects;
  return objects;
}

/** What is used of the Fastify application that fauxqs builds; Fastify itself is none of our business here. */
interface HttpApp {
  readonly server: { address(): unknown };
  listen(at: { port: number; host: string }): Promise<string>;
  close(): Promise<void>;
}

interface Store {
  persistence?: unknown;
  allQueues(): Iterable<{ persistence?: unknown }>;
}

interface Messages {
  readonly db: { exec(sql: string): void };
  loadSqsAndSns(sqs: Store, sns: Store): void;
  close(): void;
}

interface Objects {
  loadS3(s3: Store): void;
  close(): void;
}

/** A file of fauxqs that its package does not export by name. */
async function part<T>(file: string): Promise<T> {
  return (await import(new URL(file, import.meta.resolve('fauxqs')).href)) as T;
}
