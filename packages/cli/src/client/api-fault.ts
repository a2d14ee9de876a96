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
  const { status, headers } = answer;
  const to = headers.get('location');
  if (status >= 300 && status < 400 && to !== null)
    return new ApiFault(status, 'Redirected', `the address leads to ${to}. Sign in at the address where Assay is`);
  const retryAfterS = secondsOf(headers.get('retry-after'));
  const body = ErrorBody.safeParse(parseJson(text));
  if (body.success) return new ApiFault(status, body.data.error.code, body.data.error.message, retryAfterS);
  return new ApiFault(status, 'NoErrorBody', text.slice(0, MAX_TEXT) || `${status} without a word`, retryAfterS);
}

/** `Retry-After`, which is a number of seconds or a moment (RFC 9110, 10.2.3). */
function secondsOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const moment = Date.parse(retryAfter);
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - Date.now()) / 1000));
}
