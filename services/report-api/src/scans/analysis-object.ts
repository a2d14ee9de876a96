import { type Analysis, analysisId, emptyStats, type operations } from '@assay/contracts';
import type { ScanView } from '@assay/scans';
import type { z } from 'zod';
import { epoch } from '../files/epoch.ts';
import { embeddedToOne } from '../relationships/to-one.ts';
import { engineResults } from './engine-results.ts';
import { stats } from './stats.ts';

/**
 * VirusTotal's analysis of a scan. Stats are 0 and results empty until it is completed, because clients take the
 * first results that they see for the last.
 */
export function analysisObject(
  scan: ScanView,
  apiUrl: string,
  choice: operations.RelationshipChoice = {},
): z.infer<typeof Analysis> {
  const id = analysisId(scan.md5, scan.scanId);
  const self = `${apiUrl}/analyses/${id}`;
  const complete = scan.status === 'complete';
  const results = complete ? engineResults(scan.engines, scan.created) : {};
  return {
    data: {
      type: 'analysis',
      id,
      links: { self, item: `${apiUrl}/files/${scan.sha256}` },
      attributes: {
        date: epoch(scan.created),
        status: scan.status === 'complete' ? 'completed' : scan.status,
        stats: complete ? stats(Object.values(results)) : emptyStats(),
        results,
      },
      ...embeddedToOne(self, { item: { type: 'file', id: scan.sha256 } }, choice.relationships),
    },
    meta: {
      file_info: { sha256: scan.sha256, sha1: scan.sha1, md5: scan.md5, size: scan.size, name: scan.filename },
    },
  };
}
