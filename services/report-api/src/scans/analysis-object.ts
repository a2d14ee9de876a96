import { type Analysis, analysisId, emptyStats } from '@assay/contracts';
import type { ScanView } from '@assay/scans';
import type { z } from 'zod';
import { epoch } from '../files/epoch.ts';
import { engineResults } from './engine-results.ts';
import { stats } from './stats.ts';

/**
 * VirusTotal's analysis of a scan. Stats are 0 and results empty until it is completed, because clients take the
 * first results that they see for the last.
 */
export function analysisObject(scan: ScanView, apiUrl: string): z.infer<typeof Analysis> {
  const id = analysisId(scan.md5, scan.scanId);
  const complete = scan.status === 'complete';
  const results = complete ? engineResults(scan.engines, scan.created) : {};
  return {
    data: {
      type: 'analysis',
      id,
      links: { self: `${apiUrl}/analyses/${id}`, item: `${apiUrl}/files/${scan.sha256}` },
      attributes: {
        date: epoch(scan.created),
        status: scan.status === 'complete' ? 'completed' : scan.status,
        stats: complete ? stats(Object.values(results)) : emptyStats(),
        results,
      },
    },
    meta: {
      file_info: { sha256: scan.sha256, sha1: scan.sha1, md5: scan.md5, size: scan.size, name: scan.filename },
    },
  };
}
