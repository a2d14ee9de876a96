import { AssayError, type ScanMessage } from '@assay/contracts';
import { consumeScans, type EventsLogger, type PoolQueues, type ScanConsumer } from '@assay/events';
import type { SQSClient } from '@aws-sdk/client-sqs';

export interface DeadLetterOptions {
  readonly client: SQSClient;
  readonly queues: Readonly<Record<string, PoolQueues>>;
  readonly waitS?: number;
  readonly logger: EventsLogger;
  /** Ends what this pool has not answered of the scan. */
  readonly giveUp: (message: ScanMessage, pool: string, reason: string) => Promise<void>;
  readonly onDeadLetter: (pool: string) => void;
}

const REASON = 'no worker could work off this scan: its message was delivered too often';

/** One consumer for each pool's dead letters. A letter is removed after its scan has been told. */
export function consumeDeadLetters(options: DeadLetterOptions): ScanConsumer[] {
  return Object.entries(options.queues).map(([pool, { dead }]) =>
    consumeScans({
      client: options.client,
      queueUrl: dead,
      concurrency: 1,
      visibilityS: 60,
      heartbeatS: 20,
      ...(options.waitS === undefined ? {} : { waitS: options.waitS }),
      logger: options.logger,
      onRubbish: (delivery) => {
        options.logger.warn({ pool, messageId: delivery.messageId }, 'a dead letter is not a scan and was removed');
      },
      async handle(message) {
        options.onDeadLetter(pool);
        const { scanId } = message.scan;
        try {
          await options.giveUp(message, pool, REASON);
          options.logger.warn({ pool, scanId }, 'a scan was given up');
        } catch (error) {
          // Nobody asked for this scan, so nobody waits for it.
          if (!(error instanceof AssayError) || error.kind !== 'forbidden') throw error;
          options.logger.warn({ pool, scanId }, 'a dead letter with a forged ticket was removed');
        }
        return 'done';
      },
    }),
  );
}
