import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ScanMessage } from '@assay/contracts';
import { ChangeMessageVisibilityCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import type { EventsLogger } from './events-logger.ts';
import { parseScanMessage, type ReceivedMessage } from './parse-scan-message.ts';
import { pollTurns } from './poll-turns.ts';

/** How the queue knows a delivery. */
export interface Delivery {
  readonly messageId: string;
  /** 1 for the first delivery. */
  readonly receiveCount: number;
  /** When the message was published. */
  readonly sentAt: Date;
}

/** `done` deletes the message; `retry-later` brings it back after `retryAfterS`, or after the seconds given, at least 1. */
export type Handled = 'done' | 'retry-later' | { readonly retryAfterS: number };

export interface ConsumeOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** How many messages are handled at once. */
  readonly concurrency: number;
  /** How long a message stays hidden from others; extended every `heartbeatS` while it is handled. */
  readonly visibilityS: number;
  readonly heartbeatS: number;
  /** When a message comes back after `retry-later` or a handler that threw; 5 s unless told. */
  readonly retryAfterS?: number;
  /**
   * How long one poll waits for a message, and so how long `stop` of an idle consumer may take: a poll that is broken
   * off can take a message with it, which is then hidden for `visibilityS`. 5 s unless told, at most 20.
   */
  readonly waitS?: number;
  /** How long `stop` lets handlers finish before their signal is aborted; 25 s unless told. */
  readonly drainMs?: number;
  /**
   * Awaited before each poll, so that who could do nothing with a message leaves it in the queue for others. Its signal
   * aborts with `stop`. When it rejects there is no poll now, as after a poll that failed.
   */
  beforePoll?(signal: AbortSignal): Promise<void>;
  handle(message: ScanMessage, signal: AbortSignal, delivery: Delivery): Promise<Handled>;
  /** Told of each message that is removed because it is not a scan. */
  onRubbish?(delivery: Delivery, message: ReceivedMessage): void;
  readonly logger: EventsLogger;
}

export interface ScanConsumer {
  start(): void;
  /** Takes nothing new, lets what runs finish, and resolves when no request is open any more. Not to be started again. */
  stop(): Promise<void>;
}

/**
 * Handles the messages of one queue. A message leaves it only by `done` or as rubbish; whatever else happens, it comes
 * back. Each of `concurrency` consumers takes one message at a time, so that a quick scan never waits for a slow one of
 * the same batch, and only one of them polls.
 */
export function consumeScans(options: ConsumeOptions): ScanConsumer {
  const { concurrency, logger, drainMs = 25_000 } = options;
  const turns = pollTurns();
  const drained = new AbortController();
  // Every running handler may listen.
  setMaxListeners(0, drained.signal);
  const stopping = new AbortController();
  const consumers = Array.from({ length: concurrency }, () =>
    consumeOne(options, turns, drained.signal, stopping.signal),
  );

  return {
    start() {
      for (const consumer of consumers) consumer.start();
    },
    async stop() {
      stopping.abort(new Error('The consumer is stopping.'));
      for (const consumer of consumers) consumer.stop();
      turns.close();
      const deadline = setTimeout(() => drained.abort(new Error('The worker is stopping.')), drainMs);
      // The library tells of the end only by this flag, or by an event that it sends once a second.
      while (consumers.some((consumer) => consumer.status.isPolling)) await delay(10);
      clearTimeout(deadline);
      logger.info({ queue: options.queueUrl }, 'queue consumer stopped');
    },
  };
}

function consumeOne(
  options: ConsumeOptions,
  turns: ReturnType<typeof pollTurns>,
  drained: AbortSignal,
  stopping: AbortSignal,
): Consumer {
  const { client, queueUrl, logger } = options;
  let polling = false;
  const leave = (failed: boolean) => {
    if (polling) turns.leave(failed);
    polling = false;
  };
  const consumer = Consumer.create({
    sqs: client,
    queueUrl,
    batchSize: 1,
    waitTimeSeconds: options.waitS ?? 5,
    visibilityTimeout: options.visibilityS,
    heartbeatInterval: options.heartbeatS,
    messageAttributeNames: ['All'],
    messageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    // Failed polls wait for their next turn; see `pollTurns`.
    authenticationErrorTimeout: 0,
    async preReceiveMessageCallback() {
      await turns.enter();
      polling = true;
      await options.beforePoll?.(stopping);
    },
    async postReceiveMessageCallback() {
      leave(false);
    },
    // With this library only a returned message is deleted; nothing returned means that it stays.
    handleMessage: async (message) => ((await settle(options, message, drained, stopping)) ? message : undefined),
  });
  consumer.on('error', (error, message) => {
    if (message === undefined) leave(true);
    if (message === undefined && turns.closed) return;
    logger.warn({ err: error, queue: queueUrl }, 'request to the queue failed');
  });
  // What the handler throws is settled below; this is only for faults of the library itself.
  consumer.on('processing_error', (error) => {
    logger.error({ err: error, queue: queueUrl }, 'message could not be settled');
  });
  return consumer;
}

/** Handles one message; answers whether it may be deleted. */
async function settle(
  options: ConsumeOptions,
  message: Message,
  drained: AbortSignal,
  stopping: AbortSignal,
): Promise<boolean> {
  // The last poll brought it while we were stopping: another worker takes it.
  if (stopping.aborted) return await giveBack(options, message, MIN_BACK_S);
  const delivery = deliveryOf(message);
  const scan = parseScanMessage(message);
  if (!scan) {
    options.logger.error({ messageId: delivery.messageId, queue: options.queueUrl }, 'message is no scan; removed');
    options.onRubbish?.(delivery, message);
    return true;
  }
  const handled = await handle(options, scan, drained, delivery);
  if (handled === 'done') return true;
  return await giveBack(options, message, handled === 'retry-later' ? (options.retryAfterS ?? 5) : handled.retryAfterS);
}

async function handle(
  options: ConsumeOptions,
  scan: ScanMessage,
  drained: AbortSignal,
  delivery: Delivery,
): Promise<Handled> {
  try {
    return await options.handle(scan, drained, delivery);
  } catch (error) {
    const fields = { err: error, scan: scan.scan.scanId, messageId: delivery.messageId };
    options.logger.error(fields, 'scan message could not be handled; it comes back');
    return 'retry-later';
  }
}

/**
 * Not 0, with which fauxqs 2.4 drops a message of a persistent queue from its memory: its database refuses the change
 * when the message is already taken out. See decision 0040.
 */
const MIN_BACK_S = 1;
const MAX_BACK_S = 12 * 3600;

/** Makes a message visible again after a while. If that fails it becomes so after `visibilityS` in any case. */
async function giveBack(options: ConsumeOptions, message: Message, afterS: number): Promise<false> {
  const { client, queueUrl, logger } = options;
  const VisibilityTimeout = Math.min(Math.max(MIN_BACK_S, Math.ceil(afterS)), MAX_BACK_S);
  const change = { QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout };
  await client.send(new ChangeMessageVisibilityCommand(change)).catch((error: unknown) => {
    logger.warn({ err: error, messageId: message.MessageId }, 'message could not be given back');
  });
  return false;
}

function deliveryOf({ MessageId, Attributes }: Message): Delivery {
  return {
    messageId: MessageId ?? '',
    receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)),
  };
}
