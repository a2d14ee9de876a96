import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/** Where it sends browsers back to, under the origin at which accounts-api is reached. */
const CALLBACK = '/api/v1/sessions/openid/callback';

/** A real OpenID provider, at which whoever gives a name is that. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it says of whom, besides the subject. */
  readonly claims: Map<string, Record<string, unknown>>;
  /** Goes where a browser is sent, signs in as `subject`, and answers where the browser is sent back to. */
  visit(url: string, subject: string): Promise<URL>;
  stop(): Promise<void>;
}

/** `port`: any free one when absent. `origin`: under which the browser reaches accounts-api; of `inject` when absent. */
export async function startProvider({ port = 0, origin = 'http://localhost' } = {}): Promise<TestProvider> {
  const callback = `${origin}${CALLBACK}`;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the provider has no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const [clientId, clientSecret] = ['assay', randomBytes(32).toString('hex')];
  const claims: TestProvider['claims'] = new Map();
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback] }],
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { profile: ['preferred_username', 'roles'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...claims.get(id), sub: id }) }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    clientId,
    clientSecret,
    claims,
    visit: (url, subject) => visit(url, subject, callback),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers what the provider's pages ask until it sends the browser back to us. */
async function visit(begin: string, subject: string, callback: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const go = async (url: string, form?: Record<string, string>): Promise<URL | null> => {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    await answer.text();
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    return location === null ? null : new URL(location, url);
  };
  const forms = [{ prompt: 'login', login: subject, password: 'any' }, { prompt: 'consent' }];
  let at = new URL(begin);
  for (let step = 0; step < 10; step += 1) {
    if (at.href.startsWith(callback)) return at;
    const next = await go(at.href);
    at = next ?? (await go(at.href, forms.shift())) ?? at;
  }
  throw new Error(`the provider did not send the browser back; it is at ${at.pathname}`);
}
