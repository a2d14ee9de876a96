import { type AnalysisDescriptor, analysisId } from '@assay/contracts';
import type { Submitted } from '@assay/scans';

/** The answer to an upload and to a re-analysis. `publicUrl` is without a path. */
export function describeAnalysis(submitted: Submitted, publicUrl: string): AnalysisDescriptor {
  const { scanId, md5, sha1, sha256, size, filename, warnings } = submitted;
  const id = analysisId(md5, scanId);
  return {
    data: { type: 'analysis', id, links: { self: `${publicUrl}/api/v3/analyses/${id}` } },
    meta: {
      scanid: scanId,
      file_info: { sha256, sha1, md5, size, name: filename },
      ...(warnings.length === 0 ? {} : { warnings: [...warnings] }),
    },
  };
}
