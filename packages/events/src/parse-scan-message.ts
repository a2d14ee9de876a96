import type { ScanMessage } from '@assay/contracts';

/** What of an SQS message is read. Raw delivery: the body and attributes are those that were published. */
export interface ReceivedMessage {
  readonly Body?: string | undefined;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue?: string | undefined }>> | undefined;
}

/** The scan that a message asks for, or `null` when it is not one. Never throws. */
export function parseScanMessage(_message: ReceivedMessage): ScanMessage | null {
  throw new Error('not written yet');
}
