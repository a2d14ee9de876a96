import { AssayError, MAX_ARCHIVE_PASSWORD } from '@assay/contracts';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { UploadSteps } from '../upload-steps.ts';
import { freeingUsed } from './free-memory.ts';
import { brokenBody, type ReceivedSample } from './receive-file.ts';
import { watchSilence } from './watch-silence.ts';

/** Room for the fields that clients send beside the file; none of them is long. */
const MAX_FIELDS = 16;
const MAX_FIELD_BYTES = 4096;
const MAX_PART_HEADERS_BYTES = 16 * 1024;

export interface ReceivedForm {
  readonly sample: ReceivedSample;
  /** As the client wrote it. */
  readonly filename: string | undefined;
  /** Of the archive that the file is; null when there is none, or an empty one. */
  readonly password: string | null;
}

/**
 * Reads a form with exactly one file, in the part `file`, to its last boundary. `receive` takes the file as it
 * arrives, because fields may follow it. Throws for anything else, and then what was received is released.
 */
export async function readForm(
  request: FastifyRequest,
  silenceMs: number,
  receive: (file: AsyncIterable<Uint8Array>) => Promise<ReceivedSample>,
  steps: UploadSteps,
): Promise<ReceivedForm> {
  if (!request.isMultipart()) {
    throw steps.failed(
      'receive',
      new AssayError('bad-request', 'the body must be multipart/form-data with a part "file".'),
    );
  }
  let file: Omit<ReceivedForm, 'password'> | null = null;
  let password: string | null = null;
  // The parser listens for errors of the request, and hands this one to whatever waits: a part or the file in it.
  const endWatch = watchSilence(request.raw, silenceMs, (error) => request.raw.emit('error', error));
  try {
    for await (const part of request.parts(PARSER)) {
      if (part.type === 'file') {
        expectOnlyFile(part, file !== null);
        // What was read from the network is nobody else's.
        file = { sample: await receive(freeingUsed(part.file)), filename: part.filename };
      } else if (part.fieldname === 'password') {
        password = passwordIn(part);
      }
    }
    if (file === null) throw new AssayError('bad-request', 'the form has no part "file".');
    return { ...file, password };
  } catch (cause) {
    await file?.sample.release();
    throw steps.failed('receive', cause instanceof AssayError ? cause : brokenBody(cause));
  } finally {
    endWatch();
    // After a fault nobody reads the parser any more, and the rest of the body must not wait for it.
    request.raw.unpipe();
  }
}

const PARSER = {
  throwFileSizeLimit: false,
  // A part named `file` is the file, with or without a name of its own.
  isPartAFile: (field: string | undefined, _type: string | undefined, filename: string | undefined) =>
    field === 'file' || filename !== undefined,
  limits: {
    fileSize: Number.MAX_SAFE_INTEGER,
    files: 2,
    fields: MAX_FIELDS,
    fieldSize: MAX_FIELD_BYTES,
    headerSize: MAX_PART_HEADERS_BYTES,
  },
};

function passwordIn({ value, valueTruncated }: MultipartValue): string | null {
  if (typeof value !== 'string' || valueTruncated || value.length > MAX_ARCHIVE_PASSWORD) {
    throw new AssayError('bad-request', `a "password" has at most ${MAX_ARCHIVE_PASSWORD} characters.`);
  }
  return value === '' ? null : value;
}

function expectOnlyFile(part: MultipartFile, second: boolean): void {
  if (!second && part.fieldname === 'file') return;
  part.file.destroy();
  throw new AssayError(
    'bad-request',
    second ? 'the form has more than one file; send one at a time.' : 'the file must be in the part "file".',
  );
}
