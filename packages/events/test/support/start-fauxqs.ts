import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { buildApp } from 'fauxqs';

export interface EmulatedAws {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * SNS, SQS and S3 by fauxqs, in this process and on loopback only. Its own `startFauxqs` listens on every interface,
 * so its parts are put together here in the same way.
 * @param dataDir keeps topics, queues and messages.
 * @param objectsDir keeps objects as files.
 * @param port is any free one unless told.
 */
export async function startFauxqs(dataDir: string, objectsDir: string, port = 0): Promise<EmulatedAws> {
  const { buildApp: build } = await part<{ buildApp: typeof buildApp }>('./app.js');
  const { SqsStore } = await part<{ SqsStore: new () => Store }>('./sqs/sqsStore.js');
  const { SnsStore } = await part<{ SnsStore: new () => Store }>('./sns/snsStore.js');
  const { S3Store } = await part<{ S3Store: new () => Store }>('./s3/s3Store.js');
  const { PersistenceManager } = await part<{ PersistenceManager: new (dir: string) => Messages }>('./persistence.js');
  const { FileS3Persistence } = await part<{ FileS3Persistence: new (dir: string) => Objects }>(
    './s3/fileS3Persistence.js',
  );

  const [sqsStore, snsStore, s3Store] = [new SqsStore(), new SnsStore(), new S3Store()];
  const messages = new PersistenceManager(dataDir);
  const objects = new FileS3Persistence(objectsDir);
  messages.loadSqsAndSns(sqsStore, snsStore);
  objects.loadS3(s3Store);
  sqsStore.persistence = messages;
  snsStore.persistence = messages;
  for (const queue of sqsStore.allQueues()) queue.persistence = messages;
  s3Store.persistence = objects;

  const stores = { sqsStore, snsStore, s3Store } as unknown as NonNullable<Parameters<typeof buildApp>[0]>['stores'];
  const app = build({ logger: false, ...(stores ? { stores } : {}) }) as unknown as FastifyInstance;
  await app.listen({ port, host: '127.0.0.1' });
  const address = app.server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      await app.close();
      messages.close();
      objects.close();
    },
  };
}

interface Store {
  persistence?: unknown;
  allQueues(): Iterable<{ persistence?: unknown }>;
}

interface Messages {
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
