import { ErrorBody } from '@assay/contracts';
import { parseJson } from './parse-json.ts';

/** The API answered with an error. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: string;
  /** What the API said, without status and code. */
  readonly said: string;
  /** After how many seconds it asked to be tried again; null when it did not. */
  readonly retryAfterS: number | null;

  constructor(status: number, code: string, said: string, retryAfterS: number | null = null) {
    super(`${code} (${status}): ${said}`);
    this.name = 'ApiFault';
    this.status = status;
    this.code = code;
    this.said = said;
    this.retryAfterS = retryAfterS;
  }
}

const MAX_TEXT = 500;

/** What an answer that is no success says; also when it comes from something in between and is no JSON. */
export async function readFault(answer: Response): Promise<ApiFault> {
  const text = await answer.text();
  const wait = Number.parseInt(answer.headers.get('retry-after') ?? '', 10);
  const retryAfterS = Number.isNaN(wait) ? null : wait;
  const body = ErrorBody.safeParse(parseJson(text));
  if (!body.success) return new ApiFault(answer.status, 'NoErrorBody', text.slice(0, MAX_TEXT), retryAfterS);
  return new ApiFault(answer.status, body.data.error.code, body.data.error.message, retryAfterS);
}
