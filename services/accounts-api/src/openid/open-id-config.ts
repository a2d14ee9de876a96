import { AccessLevel } from '@assay/contracts';
import { json } from '@assay/service-kit';
import { z } from 'zod';
import type { OpenIdOptions } from './open-id-options.ts';

/** Sign-in by OpenID Connect; absent as a whole, people sign in with passwords alone. */
export const openIdConfig = {
  OPENID_ISSUER: z
    .url()
    .refine(isSafe, 'must be https, or http on the loopback')
    .optional()
    .describe('Issuer URL of the OpenID provider; with it people can sign in there.'),
  OPENID_CLIENT_ID: z.string().min(1).max(256).optional().describe('Of this service at the provider.'),
  OPENID_CLIENT_SECRET: z
    .string()
    .min(1)
    .max(1024)
    .optional()
    .meta({ secret: true, description: 'Of this service at the provider.' }),
  OPENID_SCOPES: z.string().min(1).max(512).default('openid profile email').describe('What the provider is asked for.'),
  OPENID_CREATE_USERS: z
    .enum(['0', '1'])
    .default('0')
    .describe('1: who is nobody here becomes a user with the first sign-in.'),
  OPENID_NAME_CLAIM: z
    .string()
    .min(1)
    .max(128)
    .default('preferred_username')
    .describe('Claim that names a new user; in lower case it must be a user name.'),
  OPENID_ROLE_CLAIM: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('Claim with the roles of a user, a text or a list; the provider then decides the access level.'),
  OPENID_ROLES: json(z.record(z.string(), AccessLevel), 8192)
    .prefault('{}')
    .describe('JSON, role of the provider → `user`, `analyst` or `admin`; the highest counts, none of them is `user`.'),
};

type OpenIdConfig = z.infer<z.ZodObject<typeof openIdConfig>>;

/** Arguments of `refine`. */
export const WHOLE_OPEN_ID: [(config: Partial<OpenIdConfig>) => boolean, { path: string[]; message: string }] = [
  ({ OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET }) => {
    const given = [OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET].filter((value) => value !== undefined);
    return given.length === 0 || given.length === 3;
  },
  { path: ['OPENID_ISSUER'], message: 'issuer, client id and client secret go together' },
];

/** What the configuration says of OpenID; null: people sign in with passwords alone. */
export function openIdOptions(config: OpenIdConfig): OpenIdOptions | null {
  const { OPENID_ISSUER: issuer, OPENID_CLIENT_ID: clientId, OPENID_CLIENT_SECRET: clientSecret } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const claim = config.OPENID_ROLE_CLAIM;
  return {
    provider: { issuer, clientId, clientSecret, scopes: config.OPENID_SCOPES },
    rules: {
      createUsers: config.OPENID_CREATE_USERS === '1',
      nameClaim: config.OPENID_NAME_CLAIM,
      roles: claim === undefined ? null : { claim, levels: config.OPENID_ROLES },
    },
  };
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
