import { parseMessageBody, poolAttribute, ScanMessage } from '@assay/contracts';

/** What of an SQS message is read. Raw delivery: the body and attributes are those that were published. */
export interface ReceivedMessage {
  readonly Body?: string | undefined;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string | undefined }>> | undefined;
}

/** 256 engine names fit many times; more is not ours and is not worth parsing. */
const MAX_SCAN_CHARS = 64 * 1024;
const MAX_BODY_CHARS = 256;
const POOL_PREFIX = poolAttribute('');

/** The scan that a message asks for, or `null` when it is not one. Never throws. */
export function parseScanMessage(message: ReceivedMessage): ScanMessage | null {
  const attributes = message.MessageAttributes ?? {};
  const body = message.Body ?? '';
  const named = body.length <= MAX_BODY_CHARS ? parseMessageBody(body) : null;
  if (!named) return null;
  const pools = Object.entries(attributes)
    .filter(([name]) => name.startsWith(POOL_PREFIX))
    .map(([name, { StringValue }]) => [name.slice(POOL_PREFIX.length), StringValue]);
  const parsed = ScanMessage.safeParse({
    ...named,
    pools: Object.fromEntries(pools),
    scan: parseJson(attributes.scan?.StringValue),
  });
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined || text.length > MAX_SCAN_CHARS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
