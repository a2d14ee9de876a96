import { type operations, Sha256 } from '@assay/contracts';
import type { z } from 'zod';

type Query = z.output<(typeof operations.getFile)['query']>;

/**
 * The SHA-256 whose report may be answered from a copy, or null: only the caller's own file, named unambiguously and
 * wanted whole, because that is what is read again and again.
 */
export function copyable(id: string, query: Query): string | null {
  if (Object.values(query).some((chosen) => chosen !== undefined)) return null;
  const sha256 = Sha256.safeParse(id);
  return sha256.success ? sha256.data : null;
}

/** The file object as text, around the text of its attributes, which is large and made long before. */
export function fileText(sha256: string, self: string, attributes: string): string {
  const head = `"type":"file","id":"${sha256}","links":${JSON.stringify({ self })}`;
  return `{${head},"data":{${head},"attributes":${attributes}}}`;
}
