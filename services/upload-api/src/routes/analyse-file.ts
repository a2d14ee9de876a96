import { AssayError, EngineId, FileHash } from '@assay/contracts';
import { rescan } from '@assay/scans';
import { resolveHash } from '@assay/table';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { describeAnalysis } from '../describe-analysis.ts';
import type { UploadApp } from '../upload-app.ts';
import { createUploadSteps } from '../upload-steps.ts';

const Engines = z
  .string()
  .max(4096)
  .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
  .pipe(z.array(EngineId).min(1).max(256));

/** `POST /api/v1|v3/files/{id}/analyse`: a new scan of a stored file; `?engines=a,b` for some of the engines. */
export function analyseFileRoute(app: FastifyInstance, uploads: UploadApp): void {
  const { scans } = uploads;

  async function analyse(request: FastifyRequest<{ Params: { id: string }; Querystring: { engines?: unknown } }>) {
    const steps = createUploadSteps((step, error) => uploads.report(request, step, error));
    const caller = await steps.run('authenticate', () => uploads.authenticate(request));
    const publicUrl = uploads.baseUrl(request);
    const hash = fileHash(request.params.id);
    const engines = chosenEngines(request.query.engines);
    const [sha256] = await steps.run('record', () => resolveHash(scans.table, caller.userId, hash));
    if (sha256 === undefined) throw new AssayError('not-found', `File "${hash}" not found`);
    const { userName: user, userId, token } = caller;
    const submitted = await rescan(scans, { user, userId, sha256, engines, token });
    return describeAnalysis(submitted, publicUrl);
  }

  for (const prefix of ['/api/v1', '/api/v3']) app.post(`${prefix}/files/:id/analyse`, analyse);
}

function fileHash(id: string): string {
  const hash = FileHash.safeParse(id);
  if (hash.success) return hash.data;
  throw new AssayError('invalid-argument', 'A file is named by its MD5, SHA-1 or SHA-256 in hexadecimal digits.');
}

function chosenEngines(query: unknown): string[] | undefined {
  if (query === undefined) return undefined;
  const engines = Engines.safeParse(query);
  if (engines.success) return engines.data;
  throw new AssayError('invalid-argument', 'engines: names of engines, separated by commas.');
}
