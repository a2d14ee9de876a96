import { AssayError, type FileItem } from '@assay/contracts';
import type { ByteRange, SampleStore } from '@assay/samples';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange } from './byte-range.ts';
import { sendAttachment } from './send-attachment.ts';
import { ZIP_PASSWORD, type ZipEntry, zipSamples } from './zip-samples.ts';

type Store = Pick<SampleStore, 'open' | 'size'>;

/**
 * Sends the bytes of a file, or the piece that a `Range` asks for. Throws `transient` when they are not in the store,
 * which is no fault of the caller.
 */
export async function sendFile(
  samples: Store,
  file: FileItem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { Filename: name, Size: whole } = file.FileMetadata;
  const etag = `"${file.FileID}"`;
  reply.header('accept-ranges', 'bytes').header('etag', etag);
  if (request.method === 'HEAD') await expectStored(samples, file);
  const range = rangeOf(request, etag, whole);
  if (range !== null) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${whole}`);
  return sendAttachment(request, reply, {
    type: 'application/octet-stream',
    name,
    size: range === null ? whole : range.end - range.start + 1,
    open: async () => (await openStored(samples, file, range ?? undefined)).stream,
  });
}

/** Sends the file inside an archive with the password `infected`. */
export async function sendZipped(
  samples: Store,
  file: FileItem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const name = file.FileMetadata.Filename;
  if (request.method === 'HEAD') await expectStored(samples, file);
  return sendAttachment(request, reply, {
    type: 'application/zip',
    name: `${name}.zip`,
    size: null,
    async open() {
      const { size, stream } = await openStored(samples, file);
      return zipSamples(only({ name, size, bytes: stream }), ZIP_PASSWORD);
    },
  });
}

/** The bytes of a live file, or a piece of them. */
export async function openStored(samples: Pick<SampleStore, 'open'>, file: FileItem, range?: ByteRange) {
  const object = await samples.open(file.ObjectKey, range);
  if (object === null) throw missing(file);
  return object;
}

function rangeOf(request: FastifyRequest, etag: string, size: number): ByteRange | null {
  const condition = request.headers['if-range'];
  if (request.method === 'HEAD' || (condition !== undefined && condition !== etag)) return null;
  return byteRange(request.headers.range, size);
}

async function expectStored(samples: Pick<SampleStore, 'size'>, file: FileItem): Promise<void> {
  if ((await samples.size(file.ObjectKey)) === null) throw missing(file);
}

function missing(file: FileItem): AssayError {
  return new AssayError('transient', undefined, {
    internal: `the object of live file ${file.FileID} is missing`,
    retryAfterS: 30,
  });
}

async function* only(entry: ZipEntry): AsyncGenerator<ZipEntry> {
  yield entry;
}
