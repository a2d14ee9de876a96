import { analysisId, coverage, type ScanCompleted, type ScanItem } from '@assay/contracts';
import { changeScan } from '@assay/table';
import { withDue } from './due-at.ts';
import type { ScanKey, Scans } from './scans.ts';
import { tellWebhooks } from './tell-webhooks.ts';

export type AnnounceScans = Pick<Scans, 'table' | 'completed' | 'webhooks' | 'limits' | 'now'>;

/**
 * Tells other systems and the user's webhooks that a scan is complete, then takes it out of `Due`. At least once: a process
 * that dies in between tells it again. Throws what keeps it from being told; the scan stays in `Due`.
 */
export async function announce(scans: AnnounceScans, key: ScanKey, scan: ScanItem): Promise<void> {
  const data = scanCompleted(scan);
  await scans.completed?.publish(data);
  const occasion = `${scan.ScanID}|${scan.Closing}`;
  await tellWebhooks(scans, key.userId, occasion, { event: 'scan.completed', data });
  await changeScan(scans.table, key.userId, key.sha256, key.scanId, (current) =>
    // A late answer has changed it in the meantime: that is told by itself.
    current?.Status === 'complete' && current.Closing === scan.Closing && !current.Announced
      ? withDue({ ...current, Announced: true }, scans.now(), scans.limits)
      : null,
  );
}

/** What others are told of a complete scan. */
export function scanCompleted(scan: ScanItem): ScanCompleted {
  const entries = Object.values(scan.Summary ?? {});
  const answers = entries.map(({ Kind, Outcome, Verdict }) => ({ kind: Kind, outcome: Outcome, verdict: Verdict }));
  const { expected, completed } = coverage(answers);
  const says = (verdict: string) =>
    answers.filter((answer) => answer.outcome === 'completed' && answer.verdict === verdict).length;
  return {
    user: scan.User,
    sha256: scan.SHA256,
    sha1: scan.SHA1,
    md5: scan.MD5,
    filename: scan.Filename,
    size: scan.Size,
    scanid: scan.ScanID,
    analysis_id: analysisId(scan.MD5, scan.ScanID),
    began_by: scan.Began.By,
    created: scan.Created,
    completed: scan.Completed ?? scan.Created,
    verdict: scan.Verdict ?? 'unknown',
    engines_expected: expected,
    engines_completed: completed,
    malicious: says('malicious'),
    suspicious: says('suspicious'),
  };
}
