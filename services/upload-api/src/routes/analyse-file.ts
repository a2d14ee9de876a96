import { AssayError, EngineId, FileHash, operations } from '@assay/contracts';
import { rescan } from '@assay/scans';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { describeAnalysis } from '../describe-analysis.ts';
import { findFileToAnalyse } from '../find-file-to-analyse.ts';
import type { UploadApp } from '../upload-app.ts';
import { createUploadSteps } from '../upload-steps.ts';

const Engines = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
  .pipe(z.array(EngineId).min(1).max(256));

/** `POST /api/v1|v3/files/{id}/analyse`: a new scan of a stored file; `?engines=a,b` for some of the engines. */
export function analyseFileRoute(app: FastifyInstance, { scans, gate, report }: UploadApp): void {
  addOperation(app, gate, operations.analyseFile, async ({ request, caller, params, query, origin }) => {
    const steps = createUploadSteps((step, error) => report(request, step, error));
    const engines = chosenEngines(query.engines);
    const hash = fileHash(params.id);
    const file = await steps.run('record', () => findFileToAnalyse(scans.table, caller, hash, query.owner));
    if (file === null) throw new AssayError('not-found', `File "${hash}" not found`);
    if (file === 'forbidden') throw new AssayError('forbidden');
    const { userName: who, token } = caller;
    return describeAnalysis(await rescan(scans, { ...file, who, engines, token }), origin);
  });
}

function chosenEngines(query: string | undefined): string[] | undefined {
  if (query === undefined) return undefined;
  const engines = Engines.safeParse(query);
  if (engines.success) return engines.data;
  throw new AssayError('invalid-argument', 'engines: names of engines, separated by commas.');
}

function fileHash(id: string): string {
  const hash = FileHash.safeParse(id);
  if (hash.success) return hash.data;
  throw new AssayError('invalid-argument', 'A file is named by its MD5, SHA-1 or SHA-256 in hexadecimal digits.');
}
