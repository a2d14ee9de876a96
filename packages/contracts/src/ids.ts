import { z } from 'zod';

/** Lower-case hex digests. Parsing accepts any case and answers lower case, as VirusTotal does. */
const hex = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-fA-F]{${digits}}$`))
    .transform((text) => text.toLowerCase());

export const Md5 = hex(32);
export const Sha1 = hex(40);
export const Sha256 = hex(64);

/** What `{id}` of a file route may be: MD5, SHA-1 or SHA-256. */
export const FileHash = z.union([Md5, Sha1, Sha256]);

/** Chosen once and never reused. Without `:`, because `<user>:<md5>` is split at the last one. */
export const UserName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** SHA-256 of the user name: the partition in which everything of that user lies. */
export const UserId = z.string().regex(/^[0-9a-f]{64}$/);

/** 20 decimal digits, ordered by time; the first ten are Unix seconds. */
export const ScanId = z.string().regex(/^\d{20}$/);

/** Names an engine in manifests, items, keys and URLs. */
export const EngineId = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

/** Names a pool: two queues, a worker deployment and a list of engines on one operating system. */
export const PoolName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

/** The public half of an API key; it names the key and is no secret. */
export const PublicApiToken = z.string().regex(/^[0-9a-z]{30}$/);

/** An analysis id in an answer; see `analysisId`. */
export const AnalysisId = z
  .string()
  .meta({ example: 'NDRkODg2MTJmZWE4YThmMzZkZTgyZTEyNzhhYmIwMmY6MjM3ODI5MDc0NDM5ODQzNjAxNDk=' });

/** A file's id in an answer: its SHA-256. */
export const FileId = z.string().meta({ example: '8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85' });

export type PoolName = z.infer<typeof PoolName>;
export type EngineId = z.infer<typeof EngineId>;

/** The moment a scan id was made, in Unix seconds. */
export function scanSeconds(scanId: string): number {
  return Number(scanId.slice(0, 10));
}

/**
 * The v3 analysis id: base64 of `<md5>:<scan id>`. Clients decode what stands before the colon and use it
 * as a hash; we ourselves resolve the id through the table and never trust it.
 */
export function analysisId(md5: string, scanId: string): string {
  return Buffer.from(`${md5}:${scanId}`, 'latin1').toString('base64');
}

/** The two halves of an analysis id, or `null` when it is not one. Accepts a missing padding. */
export function parseAnalysisId(id: string): { md5: string; scanId: string } | null {
  if (id.length > 128 || !/^[A-Za-z0-9+/]+={0,2}$/.test(id)) return null;
  const match = /^([0-9a-f]{32}):(\d{20})$/.exec(Buffer.from(id, 'base64').toString('latin1'));
  return match?.[1] && match[2] ? { md5: match[1], scanId: match[2] } : null;
}
