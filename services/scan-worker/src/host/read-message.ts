import { HostMessage, isNestedDeeper, MAX_NESTING } from '@assay/contracts';

/** What a line of the host is: a message, or rubbish that may still say whose run it was about. */
export type Heard = { readonly message: HostMessage } | { readonly rubbish: string; readonly id: string | null };

/** Reads one line. Never throws: what a host says may have been said by the sample. */
export function readMessage(line: Buffer): Heard {
  const rubbish = (what: string) => ({ rubbish: `the engine host sent ${what}`, id: idIn(line) });
  try {
    const value: unknown = JSON.parse(line.toString('utf8'), mended);
    if (isNestedDeeper(value, MAX_NESTING)) return rubbish('a line that is nested too deeply');
    const parsed = HostMessage.safeParse(value);
    if (parsed.success) return { message: parsed.data };
    const issue = parsed.error.issues[0];
    const where = issue?.path.map(String).join('.').slice(0, 80) || 'message';
    return rubbish(`nonsense: ${where}: ${issue?.message.slice(0, 200)}`);
  } catch (error) {
    // JSON.parse with a reviver recurses, and of a line that is nested deeply enough it runs out of stack.
    return rubbish(error instanceof RangeError ? 'a line that is nested too deeply' : 'a line that is not JSON');
  }
}

/** The run that a broken line speaks of, or null. The id stands near its beginning. */
export function idIn(line: Buffer): string | null {
  const beginning = line.subarray(0, 1024).toString('latin1');
  return /"id"\s*:\s*"([A-Za-z0-9._:-]{1,128})"/.exec(beginning)?.[1] ?? null;
}

// Names inside a hostile sample may be half a surrogate pair, which no store would keep as it is, or `__proto__`,
// which results-ingest refuses. They are mended here, so that such a sample costs no engine its answer.
function mended(key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (Object.keys(value).every((name) => name.isWellFormed())) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), inner]));
}
