import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { PASSWORD } from './start-accounts.ts';

/** A browser with a memory for cookies, on one address. */
export interface Browser {
  readonly cookies: Map<string, string>;
  send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: unknown): Promise<LightMyRequestResponse>;
  signIn(userName: string, password?: string): Promise<LightMyRequestResponse>;
}

let addresses = 0;

/** Each browser has an address of its own unless one is given. */
export function browser(app: FastifyInstance, remoteAddress = nextAddress()): Browser {
  const cookies = new Map<string, string>();
  const send: Browser['send'] = async (method, url, payload) => {
    const answer = await app.inject({
      method,
      url,
      remoteAddress,
      headers: {
        'x-assay-request': '1',
        'user-agent': 'Browser/1',
        ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      },
      ...(payload === undefined ? {} : { payload: payload as object }),
    });
    for (const { name, value } of answer.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    send,
    signIn: (user_name, password = PASSWORD) => send('POST', '/api/v1/sessions', { user_name, password }),
  };
}

function nextAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
}
