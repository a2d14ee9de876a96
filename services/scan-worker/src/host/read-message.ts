import { HostMessage } from '@assay/contracts';

/** What a line of the host is: a message, or rubbish that may still say whose run it was about. */
export type Heard = { readonly message: HostMessage } | { readonly rubbish: string; readonly id: string | null };

/** Reads one line. Never throws: what a host says may have been said by the sample. */
export function readMessage(line: Buffer): Heard {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'), wellFormed);
  } catch {
    return { rubbish: 'the engine host sent a line that is not JSON', id: idIn(line) };
  }
  const parsed = HostMessage.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.').slice(0, 80) || 'message';
  return { rubbish: `the engine host sent nonsense: ${where}: ${issue?.message.slice(0, 200)}`, id: idIn(line) };
}

/** The run that a broken line speaks of, or null. The id stands near its beginning. */
export function idIn(line: Buffer): string | null {
  const beginning = line.subarray(0, 1024).toString('latin1');
  return /"id"\s*:\s*"([A-Za-z0-9._:-]{1,128})"/.exec(beginning)?.[1] ?? null;
}

// Names inside a hostile archive may be half a surrogate pair, which no store would keep as it is.
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
