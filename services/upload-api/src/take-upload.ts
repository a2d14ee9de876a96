import { AssayError, IdempotencyKey } from '@assay/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createMd5Thread } from './receive/md5-thread.ts';
import { createMemoryBudget } from './receive/memory-budget.ts';
import { type ReceivedForm, readForm } from './receive/read-form.ts';
import { FORM_BYTES, receiveFile, tooLarge, tooLargeDirectly } from './receive/receive-file.ts';
import { createLargeSampleHashes, createSampleHashes } from './receive/sample-hashes.ts';
import { sanitiseFileName } from './receive/sanitise-file-name.ts';
import { createUploadSlots } from './receive/upload-slots.ts';
import { createOneAtATime } from './store/one-at-a-time.ts';
import { type Recorded, recordUpload } from './store/record-upload.ts';
import { withdrawSample } from './store/withdraw-sample.ts';
import { createWithdrawals } from './store/withdrawals.ts';
import { unpackSample } from './unpack/unpack-sample.ts';
import type { UploadApp, UploadCaller } from './upload-app.ts';
import type { UploadSteps } from './upload-steps.ts';

export interface Upload {
  readonly request: FastifyRequest;
  readonly caller: UploadCaller;
  /** Not at an upload address, so that the smaller limit holds. */
  readonly direct: boolean;
  /** Run when nothing is left to refuse before the body is read. */
  readonly begin?: (() => Promise<void>) | undefined;
}

export type TakeUpload = (upload: Upload, steps: UploadSteps) => Promise<Recorded>;

/** Receives the file of a form, unpacks it if it comes with a password, stores it and begins its scan. */
export function createTakeUpload(app: FastifyInstance, uploads: UploadApp): TakeUpload {
  const { scans, samples, limits, gate } = uploads;
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
  const budget = createMemoryBudget(limits.memoryBudgetBytes);
  app.addHook('onClose', async () => {
    withdrawals.close();
    await md5Thread.close();
  });

  async function receive({ request, caller, direct }: Upload, steps: UploadSteps): Promise<ReceivedForm> {
    const maxFileBytes = direct ? Math.min(limits.maxDirectBytes, limits.maxFileBytes) : limits.maxFileBytes;
    const receiver = { ...limits, samples, budget, createHashes, maxFileBytes, tooLarge: tooLargeFor(uploads, direct) };
    const announcedBytes = announced(request);
    const form = await readForm(
      request,
      limits.silenceMs,
      (file) => receiveFile(file, { ...receiver, announcedBytes }, steps),
      steps,
    );
    const { password, sample: archive } = form;
    if (password === null) return form;
    try {
      // One after the other, so that one person's archives do not take all there is of the processor.
      return await oneAtATime(`unpack ${caller.userId}`, async () => ({
        password,
        ...(await unpackSample(archive, password, { ...receiver, ...limits, tooLarge }, limits, steps)),
      }));
    } finally {
      await archive.release();
    }
  }

  return async (upload, steps) => {
    const { request, caller } = upload;
    const leave = slots.enter();
    if (leave === null) throw steps.failed('receive', new AssayError('busy', undefined, { retryAfterS: 2 }));
    try {
      const key = await steps.run('receive', () => expectAcceptable(upload, uploads));
      await steps.run('authenticate', async () => upload.begin?.());
      const { sample, filename } = await receive(upload, steps);
      try {
        const submission = {
          filename: sanitiseFileName(filename) ?? sample.sha256,
          token: caller.token,
          client: sanitiseFileName(request.headers['user-agent']?.replaceAll(/[/\\]/g, ' ')),
          key,
        };
        const recorded = await recordUpload(recorder, caller, sample, submission, steps);
        for (const { step, message } of recorded.warnings) steps.failed(step, new AssayError('transient', message));
        if (!recorded.repeated) await gate.charge(caller, { bytes: sample.size });
        return recorded;
      } finally {
        await sample.release();
      }
    } finally {
      leave();
    }
  };
}

/** Refuses, before the body is read, what would be refused after it. Answers the idempotency key, or null. */
async function expectAcceptable({ request, direct }: Upload, uploads: UploadApp): Promise<string | null> {
  const { limits, scans } = uploads;
  const most = direct ? Math.min(limits.maxDirectBytes, limits.maxFileBytes) : limits.maxFileBytes;
  if ((announced(request) ?? 0) > most + FORM_BYTES) throw tooLargeFor(uploads, direct)(most);
  const key = idempotencyKey(request);
  const engines = await scans.catalogue.engines();
  if (!engines.some((engine) => engine.Enabled)) throw new AssayError('no-engines', undefined, { retryAfterS: 30 });
  return key;
}

function tooLargeFor({ limits }: UploadApp, direct: boolean): (maxBytes: number) => AssayError {
  return direct && limits.maxDirectBytes < limits.maxFileBytes ? tooLargeDirectly : tooLarge;
}

function idempotencyKey(request: FastifyRequest): string | null {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return null;
  const key = IdempotencyKey.safeParse(given);
  if (key.success) return key.data;
  throw new AssayError('invalid-argument', 'Idempotency-Key: 1 to 255 printable ASCII characters.');
}

/** Length of the body by its head, in bytes. */
function announced(request: FastifyRequest): number | undefined {
  const length = request.headers['content-length'];
  return length === undefined ? undefined : Number(length);
}
