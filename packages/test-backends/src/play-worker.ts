import type { LogLine, ResultPost, ScanMessage } from '@assay/contracts';
import { parseScanMessage } from '@assay/events';
import { claim, record, type Scans } from '@assay/scans';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { TEST_ENGINES, TEST_VERSIONS } from './hosted-engine.ts';
import type { Backends } from './start-backends.ts';

/** What an engine is to answer; absent fields say that it completed and found nothing. */
export type PlayedAnswer = Partial<
  Pick<ResultPost, 'outcome' | 'verdict' | 'label' | 'message' | 'attributes' | 'log'>
>;

const ALL = TEST_ENGINES.map((engine) => engine.id);

/** Takes the next message of the pool's normal queue, waiting for it up to 20 s. */
export async function nextMessage({ queues }: Backends, pool = 'linux'): Promise<ScanMessage> {
  const QueueUrl = queues.queues[pool]?.normal;
  const received = await queues.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 20,
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 1,
    }),
  );
  const message = received.Messages?.[0];
  const parsed = message === undefined ? null : parseScanMessage(message);
  if (message === undefined || parsed === null) throw new Error('no scan message came');
  await queues.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return parsed;
}

export interface PlayedScan {
  readonly scanId: string;
  readonly engines: readonly string[];
  /** Posts the engine's answer; `scans` may differ from those of the backends in what fails. */
  answer(engine: string, answer?: PlayedAnswer, scans?: Scans): Promise<void>;
}

/** Claims the scan of a message as a worker with all test engines would. */
export async function claimScan({ scans }: Backends, message: ScanMessage): Promise<PlayedScan> {
  const { scanId, sha256, ticket } = message.scan;
  const claimed = await claim(scans, {
    pool: 'linux',
    worker: 'played',
    scan: { user: message.user, md5: message.md5, sha256, scanId },
    ticket,
    engines: ALL.map((id) => ({ id, versions: TEST_VERSIONS, parameters: '0123456789abcdef' })),
  });
  if (claimed.status !== 'claimed') throw new Error(`the claim was answered with ${claimed.status}`);
  return {
    scanId,
    engines: claimed.engines,
    async answer(engine, answer = {}, through = scans) {
      const describes = engine === 'filetype';
      const outcome = answer.outcome ?? 'completed';
      await record(through, {
        claim: claimed.claim,
        engine,
        outcome,
        verdict: outcome === 'completed' && !describes ? 'undetected' : null,
        label: null,
        message: outcome === 'completed' ? null : 'it did not complete',
        attributes: {},
        versions: TEST_VERSIONS,
        startedAt: scans.now().toISOString(),
        durationMs: 12,
        log: [logLine(engine, 1, `${engine} looked`)],
        ...answer,
      });
    },
  };
}

/** Plays the whole scan of the next message; engines that are not named find nothing. */
export async function playScan(backends: Backends, answers: Record<string, PlayedAnswer> = {}): Promise<PlayedScan> {
  const scan = await claimScan(backends, await nextMessage(backends));
  for (const engine of scan.engines) await scan.answer(engine, answers[engine]);
  return scan;
}

export function logLine(engine: string, seq: number, message: string): LogLine {
  return { engine, seq, time: new Date().toISOString(), level: 'info', message };
}
