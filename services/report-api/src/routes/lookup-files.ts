import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { findFiles } from '../files/find-file.ts';
import type { ReportApp } from '../report-app.ts';
import { foundFile } from '../search/found-file.ts';

/** Hashes that are looked up at the same time for one request. */
const AT_ONCE = 20;

/** `POST /api/v1/files/lookup`: from the table, without the index. */
export function lookupFilesRoute(app: FastifyInstance, report: ReportApp): void {
  addOperation(app, report.gate, operations.lookupFiles, async ({ caller, body }) => {
    const hashes = [...new Set(body.hashes.map((hash) => hash.toLowerCase()))];
    const data = [];
    for (let from = 0; from < hashes.length; from += AT_ONCE) {
      const some = hashes.slice(from, from + AT_ONCE);
      const found = await Promise.all(some.map((hash) => findFiles(report.table, caller, hash)));
      for (const [at, hash] of some.entries()) {
        const file = found[at]?.[0];
        data.push({ hash, file: file === undefined ? null : foundFile(file) });
      }
    }
    return { data, meta: { count: data.length, found: data.filter(({ file }) => file !== null).length } };
  });
}
