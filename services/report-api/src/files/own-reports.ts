import type { ReportCopy } from '@assay/events';
import { readReport } from '@assay/scans';
import { getFile } from '@assay/table';
import type { ReportApp } from '../report-app.ts';
import { fileAttributes } from './file-attributes.ts';

/** The attributes of callers' own files as text, from copies where they are to be had. */
export interface OwnReports {
  /** JSON of all attributes, or null when the user has no live file of this SHA-256. */
  attributes(userId: string, sha256: string): Promise<string | null>;
}

/**
 * A copy that ages is read anew by one request, behind its answer, so that a report which many read never makes all of
 * them wait for the table at the same moment.
 */
export function createOwnReports({ table, scans, copies, now }: Omit<ReportApp, 'ownReports'>): OwnReports {
  const renewing = new Set<string>();

  async function read(userId: string, sha256: string, old?: ReportCopy): Promise<string | null> {
    const readAt = now().getTime();
    const [file, found] = await Promise.all([getFile(table, userId, sha256), readReport(scans, userId, sha256)]);
    if (file === null) return null;
    const text = JSON.stringify(fileAttributes(file, found));
    // Nobody waits for it, and it never fails.
    void copies.put(userId, sha256, text, readAt, old);
    return text;
  }

  function renew(userId: string, sha256: string, old: ReportCopy): void {
    const name = `${userId}:${sha256}`;
    if (renewing.has(name)) return;
    renewing.add(name);
    read(userId, sha256, old)
      // Who asks when the copy is gone is told.
      .catch(() => {})
      .finally(() => renewing.delete(name));
  }

  return {
    async attributes(userId, sha256) {
      const copy = await copies.get(userId, sha256);
      if (copy === null) return read(userId, sha256);
      if (copy.ageing) renew(userId, sha256, copy);
      return copy.text;
    },
  };
}
