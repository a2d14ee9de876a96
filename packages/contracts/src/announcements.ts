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

/** The body that a webhook is sent. */
export const WebhookMessage = z
  .discriminatedUnion('event', [
    z.strictObject({ ...TOLD, event: z.literal('scan.completed'), data: ScanCompleted }),
    z.strictObject({ ...TOLD, event: z.literal('verdict.changed'), data: VerdictChanged }),
    z.strictObject({ ...TOLD, event: z.literal('test'), data: z.strictObject({ user: UserName }) }),
  ])
  .meta({ id: 'WebhookMessage' });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

/** Headers of a delivery. */
export const WEBHOOK_HEADERS = {
  event: 'x-assay-event',
  delivery: 'x-assay-delivery',
  /** `t=<Unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. */
  signature: 'x-assay-signature',
} as const;
