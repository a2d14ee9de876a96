import { readSessionCookie } from '@assay/auth';
import { AssayError, operations } from '@assay/contracts';
import { addOpenOperation, requestUrl } from '@assay/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeedOf } from '../audit/record-deed.ts';
import { cookieState, flowCookie, newFlow, noFlowCookie, resumeFlow } from '../openid/flow.ts';
import { admitIdentity } from '../openid/sign-in-by-open-id.ts';
import { beginSession } from '../sessions/begin-session.ts';

const CALLBACK = '/api/v1/sessions/openid/callback';

/** Signing in at an OpenID provider: away and back. Not found where there is none. */
export function openIdRoutes(app: FastifyInstance, parts: AccountParts): void {
  const { gate, cursorKey, now } = parts;
  addOpenOperation(app, gate, operations.beginOpenId, async ({ request, origin, reply }) => {
    const { provider } = configured(parts);
    const flow = newFlow(cursorKey, now().getTime());
    const anew = await isSignedIn(parts, request, origin);
    const url = await provider.begin(new URL(CALLBACK, origin).href, flow, { anew });
    return redirect(reply.header('set-cookie', flowCookie(origin, flow.state)), url.href);
  });

  addOpenOperation(app, gate, operations.endOpenId, async (call) => {
    const { provider, rules } = configured(parts);
    const { request, query, origin, reply } = call;
    const flow = resumeFlow(cursorKey, query.state ?? '', now().getTime());
    if (flow === null || cookieState(request.headers) !== flow.state) {
      throw new AssayError('wrong-credentials', 'The sign-in did not begin here, or too long ago; begin again.');
    }
    const cameBackTo = new URL(requestUrl(origin, request));
    const identity = await provider.finish(cameBackTo, flow);
    const { user, by, deed } = await admitIdentity(parts, rules, identity, request);
    await recordDeedOf(parts, by, deed, () => beginSession(parts, user, call));
    // Besides the cookies of the session.
    reply.header('set-cookie', noFlowCookie(origin));
    return redirect(reply, new URL('/', origin).href);
  });
}

/**
 * Whether this browser has a session. Who has one comes to confirm it: the provider must not wave them through, or a page
 * that somebody left open would confirm itself.
 */
async function isSignedIn(
  { sessions }: AccountParts,
  { headers }: Pick<FastifyRequest, 'headers'>,
  origin: string,
): Promise<boolean> {
  const secret = readSessionCookie(headers, origin);
  return secret !== null && (await sessions.find(secret)) !== null;
}

function configured({ openId }: AccountParts): NonNullable<AccountParts['openId']> {
  if (openId === null) throw new AssayError('not-found', 'There is no sign-in by OpenID here.');
  return openId;
}

function redirect(reply: FastifyReply, url: string): FastifyReply {
  return reply
    .code(303)
    .header('location', url)
    .type('text/html; charset=utf-8')
    .send('<!doctype html><title>Assay</title><p>You are being signed in.</p>');
}
