import type { Redis } from 'ioredis';
import { BEGINNING, isUpTo } from './stream-place.ts';

/**
 * Whether a stream still holds everything after a place. It does when the event at that place, or an older one, is
 * still there; what was trimmed is always the oldest. When in doubt the answer is no, and a reader starts anew.
 */
export async function holdsPlace(redis: Redis, stream: string, after: string): Promise<boolean> {
  const info = await streamInfo(redis, stream);
  if (!info) return after === BEGINNING;
  if (after === BEGINNING) return info.added === info.length;
  return info.first !== null && isUpTo(info.first, after) && isUpTo(after, info.newest);
}

interface StreamInfo {
  readonly length: number;
  /** How many were ever added; Redis 7 and later. */
  readonly added: number | undefined;
  readonly newest: string;
  readonly first: string | null;
}

async function streamInfo(redis: Redis, stream: string): Promise<StreamInfo | null> {
  let reply: unknown;
  try {
    reply = await redis.xinfo('STREAM', stream);
  } catch (error) {
    if (error instanceof Error && /no such key/i.test(error.message)) return null;
    throw error;
  }
  const fields = new Map<unknown, unknown>();
  const flat = reply as unknown[];
  for (let index = 0; index < flat.length; index += 2) fields.set(flat[index], flat[index + 1]);
  const first = fields.get('first-entry') as [string, string[]] | null;
  return {
    length: Number(fields.get('length')),
    added: fields.has('entries-added') ? Number(fields.get('entries-added')) : undefined,
    newest: String(fields.get('last-generated-id')),
    first: first?.[0] ?? null,
  };
}
