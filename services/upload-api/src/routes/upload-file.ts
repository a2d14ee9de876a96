import { AssayError } from '@assay/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describeAnalysis } from '../describe-analysis.ts';
import { createMd5Thread } from '../receive/md5-thread.ts';
import { createMemoryBudget } from '../receive/memory-budget.ts';
import { readForm } from '../receive/read-form.ts';
import { FORM_BYTES, receiveFile, tooLarge } from '../receive/receive-file.ts';
import { createLargeSampleHashes, createSampleHashes } from '../receive/sample-hashes.ts';
import { sanitiseFileName } from '../receive/sanitise-file-name.ts';
import { createUploadSlots } from '../receive/upload-slots.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import { recordUpload } from '../store/record-upload.ts';
import { withdrawSample } from '../store/withdraw-sample.ts';
import { createWithdrawals } from '../store/withdrawals.ts';
import type { UploadApp } from '../upload-app.ts';
import { createUploadSteps } from '../upload-steps.ts';

/** `PUT` and `POST /api/v1|v3/files`: one file in the part `file` goes in, its analysis comes out. */
export function uploadFileRoute(app: FastifyInstance, uploads: UploadApp): void {
  const { scans, samples, limits } = uploads;
  const budget = createMemoryBudget(limits.memoryBudgetBytes);
  const slots = createUploadSlots(limits.maxUploads);
  const oneAtATime = createOneAtATime();
  const withdrawals = createWithdrawals(
    (withdrawal) => withdrawSample({ samples, table: scans.table }, withdrawal, null),
    oneAtATime,
    limits.withdrawRetryMs,
    ({ sha256 }) => app.log.warn({ sha256 }, 'an unrecorded sample stays in the store'),
  );
  const recorder = { scans, samples, oneAtATime, withdrawals };
  const md5Thread = createMd5Thread();
  const createHashes = (large: boolean) => (large ? createLargeSampleHashes(md5Thread) : createSampleHashes());
  const receiver = { samples, budget, createHashes, ...limits };
  app.addHook('onClose', async () => {
    withdrawals.close();
    await md5Thread.close();
  });

  async function upload(request: FastifyRequest, _reply: FastifyReply) {
    const steps = createUploadSteps((step, error) => uploads.report(request, step, error));
    const caller = await steps.run('authenticate', () => uploads.authenticate(request));
    const leave = slots.enter();
    if (leave === null) throw steps.failed('receive', new AssayError('busy', undefined, { retryAfterS: 2 }));
    try {
      const publicUrl = await steps.run('receive', () => expectAcceptable(request, uploads));
      const { sample, filename } = await readForm(
        request,
        limits.silenceMs,
        (file) => receiveFile(file, { ...receiver, announcedBytes: announced(request) }, steps),
        steps,
      );
      try {
        const submission = {
          filename: sanitiseFileName(filename) ?? sample.sha256,
          token: caller.token,
          client: sanitiseFileName(request.headers['user-agent']?.replaceAll(/[/\\]/g, ' ')),
        };
        const submitted = await recordUpload(recorder, caller, sample, submission, steps);
        for (const { step, message } of submitted.warnings) steps.failed(step, new AssayError('transient', message));
        return describeAnalysis(submitted, publicUrl);
      } finally {
        await sample.release();
      }
    } finally {
      leave();
    }
  }

  for (const url of ['/api/v1/files', '/api/v3/files']) {
    app.route({ method: ['PUT', 'POST'], url, handler: upload });
  }
}

/** Refuses, before the body is read, what would be refused after it. Answers the origin for links in the answer. */
async function expectAcceptable(request: FastifyRequest, { limits, scans, baseUrl }: UploadApp): Promise<string> {
  const publicUrl = baseUrl(request);
  if ((announced(request) ?? 0) > limits.maxFileBytes + FORM_BYTES) throw tooLarge(limits.maxFileBytes);
  const engines = await scans.catalogue.engines();
  if (!engines.some((engine) => engine.Enabled)) throw new AssayError('no-engines', undefined, { retryAfterS: 30 });
  return publicUrl;
}

/** Length of the body by its head, in bytes. */
function announced(request: FastifyRequest): number | undefined {
  const length = request.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}
