import type { TestAccount } from '@assay/auth/testing';
import { type Api, startApi } from '../support/start-api.ts';

/** Unlike any other text, so that finding one of them in a log is no chance. */
export const PASSWORD = 'a pass phrase that nobody else has 7361';
export const NEW_PASSWORD = 'another pass phrase that nobody has 9917';
export const FILE_NAME = 'Kündigung Frau Mustermann 2026.pdf.exe';
export const TEXT = 'the-text-of-a-comment-is-nobody-elses-5521';

export interface Answered {
  readonly status: number;
  readonly cookies: readonly string[];
  /** Where it sends a browser; null when nowhere. */
  readonly location: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  readonly body: any;
}

type Headers = Record<string, string>;

/** A client that remembers every secret that it sends or is given. */
export interface CarefulClient {
  readonly api: Api;
  readonly account: TestAccount;
  readonly secrets: Set<string>;
  /** What each call was answered with, by the name that it was given. */
  readonly statuses: Record<string, number>;
  /** `path` below our address, or an address that we gave. */
  call(name: string, method: string, path: string, headers?: Headers, body?: unknown): Promise<Answered>;
}

export async function carefulClient(): Promise<CarefulClient> {
  const api = await startApi({ openId: true });
  const account = await api.backends.account();
  const secrets = new Set([PASSWORD, NEW_PASSWORD, FILE_NAME, TEXT, account.secret, account.jwt()]);
  const statuses: Record<string, number> = {};
  return {
    api,
    account,
    secrets,
    statuses,
    async call(name, method, path, headers = {}, body) {
      const answer = await fetch(new URL(path, api.origin), { method, redirect: 'manual', ...content(headers, body) });
      const text = await answer.text();
      statuses[name] = answer.status;
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
      // A cookie that is taken away is sent empty.
      for (const cookie of cookies) if (!cookie.endsWith('=')) secrets.add(cookie.slice(cookie.indexOf('=') + 1));
      const json = answer.headers.get('content-type')?.startsWith('application/json');
      const location = answer.headers.get('location');
      return { status: answer.status, cookies, location, body: json ? JSON.parse(text) : null };
    },
  };
}

function content(headers: Headers, body: unknown): RequestInit {
  if (body === undefined) return { headers };
  if (body instanceof FormData) return { headers, body };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { headers: { ...headers, 'content-type': 'application/json' }, body: text };
}

/** A form with one file of the name that must not be logged. */
export function form(content: string, more: Headers = {}): FormData {
  const parts = new FormData();
  for (const [key, value] of Object.entries(more)) parts.append(key, value);
  parts.append('file', new File([content], FILE_NAME));
  return parts;
}
