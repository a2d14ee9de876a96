import { AssayError } from '@assay/contracts';
import * as client from 'openid-client';
import type { Flow } from './flow.ts';

/** How this service is known to its OpenID provider. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
}

/** Who somebody is, as the provider says. */
export interface OpenIdIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Of the ID token and, where there is one, the userinfo endpoint. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An OpenID provider: authorization code with PKCE, state and nonce. Throws AssayError `transient` when it is away. */
export interface OpenIdProvider {
  /** Where a browser is sent to sign in. `anew`: also who is signed in there has to say who they are. */
  begin(redirectUri: string, flow: Flow, options: { readonly anew: boolean }): Promise<URL>;
  /**
   * Who came back with this address. Throws `forbidden` when the provider says no, `wrong-credentials` when what came back
   * is not what it gave for this flow.
   */
  finish(cameBackTo: URL, flow: Flow): Promise<OpenIdIdentity>;
}

const TIMEOUT_S = 10;

/** The provider's own description is read with the first sign-in and kept; it may be away when this service starts. */
export function openIdProvider(settings: OpenIdSettings): OpenIdProvider {
  let known: Promise<client.Configuration> | null = null;
  const discover = (): Promise<client.Configuration> => {
    known ??= discovery(settings).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
  return {
    async begin(redirectUri, flow, { anew }) {
      const config = await asked(discover);
      return client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        ...(anew ? { prompt: 'login' } : {}),
      });
    },
    async finish(cameBackTo, flow) {
      const config = await asked(discover);
      return asked(() => identify(config, cameBackTo, flow));
    },
  };
}

function discovery({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<client.Configuration> {
  const url = new URL(issuer);
  // The configuration allows plain HTTP on this machine alone.
  const execute = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_S });
}

async function identify(config: client.Configuration, cameBackTo: URL, flow: Flow): Promise<OpenIdIdentity> {
  const tokens = await client.authorizationCodeGrant(config, cameBackTo, {
    pkceCodeVerifier: flow.verifier,
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new AssayError('wrong-credentials');
  const more =
    config.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  return { issuer: claims.iss, subject: claims.sub, claims: { ...more, ...claims } };
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AssayError) throw cause;
    if (isAway(cause)) throw new AssayError('transient', undefined, { internal: 'the OpenID provider is away', cause });
    // The log of a refusal has nothing but this of it, and it is all that tells a wrong client secret from a stale code.
    const internal = `sign-in by OpenID failed: ${codeOf(cause)}`;
    if (cause instanceof client.AuthorizationResponseError) {
      throw new AssayError('forbidden', 'The OpenID provider did not sign you in.', { internal, cause });
    }
    throw new AssayError('wrong-credentials', 'The sign-in did not succeed; begin again.', { internal, cause });
  }
}

/** OAuth's and the library's names of errors have this form; the browser brings some of them and may make them up. */
const CODE = /^\w{1,64}$/;

/** The provider's code of an error, as `invalid_client`, or else the library's. */
function codeOf(error: unknown): string {
  const { error: given, code } = error as { error?: unknown; code?: unknown };
  return [given, code].find((each) => typeof each === 'string' && CODE.test(each))?.toString() ?? 'without a code';
}

/** What its library throws when nothing of use was answered. */
const AWAY = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

function isAway(error: unknown): boolean {
  if (error instanceof TypeError && error.message === 'fetch failed') return true;
  return error instanceof client.ClientError && error.code !== undefined && AWAY.has(error.code);
}
