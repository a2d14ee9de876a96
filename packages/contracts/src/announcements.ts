import { z } from 'zod';
import { Md5, ScanId, Sha1, Sha256, UserName } from './ids.ts';
import { FileVerdict } from './verdict.ts';

/** A file, as announcements name it. */
const SUBJECT = {
  user: UserName.describe('Whose file it is.'),
  sha256: Sha256,
  sha1: Sha1,
  md5: Md5,
  filename: z.string().describe('Of the submission that began the scan; for a change, of the newest one.'),
  size: z.int().min(0),
};

/**
 * A scan is complete. Told at least once; once more when a late answer changed the scan afterwards. It is what webhooks
 * get under `data`, and the whole message on the topic for other systems.
 */
export const ScanCompleted = z
  .strictObject({
    ...SUBJECT,
    scanid: ScanId,
    analysis_id: z.string().describe('As `GET /api/v3/analyses/{id}` takes it.'),
    began_by: z.enum(['upload', 'reanalysis', 'new-signatures', 'parent']),
    created: z.iso.datetime(),
    completed: z.iso.datetime(),
    verdict: FileVerdict.describe('Of this scan.'),
    engines_expected: z.int().min(0).describe('Detecting engines.'),
    engines_completed: z.int().min(0).describe('Of those, how many could look.'),
    malicious: z.int().min(0),
    suspicious: z.int().min(0),
  })
  .meta({ id: 'ScanCompleted' });
export type ScanCompleted = z.infer<typeof ScanCompleted>;

/** The verdict of a file is another one after a scan than it was before. Its first verdict is no change. */
export const VerdictChanged = z
  .strictObject({
    ...SUBJECT,
    scanid: ScanId.describe('The scan after which it changed.'),
    from: FileVerdict,
    to: FileVerdict,
    changed: z.iso.datetime(),
  })
  .meta({ id: 'VerdictChanged' });
export type VerdictChanged = z.infer<typeof VerdictChanged>;

const TOLD = {
  id: z.string().describe('Of the delivery; the same in every attempt.'),
  created: z.iso.datetime(),
};

const ScanCompletedMessage = z
  .strictObject({ ...TOLD, event: z.literal('scan.completed'), data: ScanCompleted })
  .meta({ id: 'ScanCompletedMessage' });
const VerdictChangedMessage = z
  .strictObject({ ...TOLD, event: z.literal('verdict.changed'), data: VerdictChanged })
  .meta({ id: 'VerdictChangedMessage' });
const TestMessage = z
  .strictObject({ ...TOLD, event: z.literal('test'), data: z.strictObject({ user: UserName }) })
  .meta({ id: 'TestMessage' });

/** The body that a webhook is sent. */
export const WebhookMessage = z
  .discriminatedUnion('event', [ScanCompletedMessage, VerdictChangedMessage, TestMessage])
  .meta({ id: 'WebhookMessage' });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

/** What is sent to webhooks, event by event, for whoever writes a receiver. */
export const WEBHOOK_MESSAGES = [
  {
    id: 'onScanCompleted',
    event: 'scan.completed',
    summary: 'Every engine of a scan has answered, or its time was over',
    description: 'Once more when a late answer changes the scan afterwards.',
    schema: ScanCompletedMessage,
  },
  {
    id: 'onVerdictChanged',
    event: 'verdict.changed',
    summary: 'A file has another verdict after a scan than before',
    description: 'Its first verdict is no change.',
    schema: VerdictChangedMessage,
  },
  {
    id: 'onTest',
    event: 'test',
    summary: 'A test was asked for',
    description: 'Sent to webhooks of all events.',
    schema: TestMessage,
  },
] as const;

/** Headers of a delivery. */
export const WEBHOOK_HEADERS = {
  event: 'x-assay-event',
  delivery: 'x-assay-delivery',
  /** `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. */
  signature: 'x-assay-signature',
} as const;
