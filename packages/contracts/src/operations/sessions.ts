import { z } from 'zod';
import { PasswordAgain, SessionList, SessionObject, SignIn } from '../accounts-http.ts';
import { operation } from '../operation.ts';

const sessions = { under: ['v1'], service: 'accounts-api', tag: 'Sessions' } as const;

export const createSession = operation({
  ...sessions,
  id: 'createSession',
  method: 'POST',
  path: '/sessions',
  summary: 'Sign in with user name and password',
  description:
    'Sets the session cookie, and one by which this browser is known: failures elsewhere do not slow it down. After ' +
    'wrong passwords the next try has to wait, longer each time: 429 with `Retry-After`.',
  access: 'anyone',
  cost: 'free',
  body: { schema: SignIn },
  answer: { description: 'The session; its secret is in the cookie alone.', schema: SessionObject },
  errors: ['wrong-credentials', 'user-not-active', 'forbidden'],
});

export const listSessions = operation({
  ...sessions,
  id: 'listSessions',
  method: 'GET',
  path: '/sessions',
  summary: 'Where I am signed in',
  answer: { description: 'My sessions, newest first.', schema: SessionList },
});

export const endCurrentSession = operation({
  ...sessions,
  id: 'endCurrentSession',
  method: 'DELETE',
  path: '/sessions/current',
  summary: 'Sign out',
  cost: 'free',
  answer: { description: 'The session that ended.', schema: SessionObject },
  errors: ['not-found'],
});

export const endSession = operation({
  ...sessions,
  id: 'endSession',
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'Sign out elsewhere',
  params: z.object({ id: z.string().describe('Id of the session.') }),
  answer: { description: 'The session that ended.', schema: SessionObject },
  errors: ['not-found'],
});

export const confirmSession = operation({
  ...sessions,
  id: 'confirmSession',
  method: 'POST',
  path: '/sessions/current/password',
  summary: 'Give the password again, for operations that ask for it',
  cost: 'free',
  body: { schema: PasswordAgain },
  answer: { description: 'The session.', schema: SessionObject },
  errors: ['not-found', 'forbidden', 'conflict'],
});

const Redirect = { description: 'A redirect.', statuses: [303], types: ['text/html'] } as const;

export const beginOpenId = operation({
  ...sessions,
  id: 'beginOpenId',
  method: 'GET',
  path: '/sessions/openid',
  summary: 'Sign in at the OpenID provider: redirects there',
  description:
    'Who is signed in already is asked by the provider who they are, and has given their credentials just now when they ' +
    'are back, as operations ask for that want the password again.',
  access: 'anyone',
  cost: 'free',
  answer: Redirect,
  errors: ['not-found'],
});

export const endOpenId = operation({
  ...sessions,
  id: 'endOpenId',
  method: 'GET',
  path: '/sessions/openid/callback',
  summary: 'Where the OpenID provider sends people back: signs in and redirects to the page',
  access: 'anyone',
  cost: 'free',
  query: z.object({
    state: z.string().max(512).optional(),
    code: z.string().max(4096).optional(),
    iss: z.string().max(512).optional(),
    error: z.string().max(256).optional(),
    error_description: z.string().max(4096).optional(),
  }),
  answer: Redirect,
  errors: ['not-found', 'wrong-credentials', 'user-not-active', 'forbidden', 'conflict'],
});

export const SESSIONS = [
  createSession,
  listSessions,
  endCurrentSession,
  endSession,
  confirmSession,
  beginOpenId,
  endOpenId,
];
