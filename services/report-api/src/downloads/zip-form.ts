import { MAX_ZIP_FILES } from '@assay/contracts';

const HASH_FIELD = /^data\[hashes\](\[\d{0,4}\])?$/;

/**
 * The body of a request for an archive as JSON would have it, from a form as some clients send it:
 * `data[hashes][0]=…&data[hashes][1]=…&data[password]=…`. Anything else stays as it is.
 */
export function zipRequestOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || 'data' in body) return body;
  const fields = Object.entries(body as Record<string, unknown>);
  const hashes = fields.filter(([name]) => HASH_FIELD.test(name)).flatMap(([, value]) => value);
  if (hashes.length === 0) return body;
  const password = (body as Record<string, unknown>)['data[password]'];
  // One too many is enough to be refused for.
  return { data: { hashes: hashes.slice(0, MAX_ZIP_FILES + 1), ...(password === undefined ? {} : { password }) } };
}
