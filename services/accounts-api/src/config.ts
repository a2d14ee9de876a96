import { createSecretKey } from 'node:crypto';
import { AccessLevel, UserName } from '@assay/contracts';
import {
  awsConfig,
  limitsConfig,
  listenConfig,
  logConfig,
  ONE_SEAL_KEY,
  proxyConfig,
  redisConfig,
  sealConfig,
  tableConfig,
  webhookConfig,
} from '@assay/service-kit';
import { z } from 'zod';
import type { OpenIdOptions } from './openid/open-id-options.ts';
import { webhookSettings } from './webhooks/webhook-parts.ts';

/** Sign-in by OpenID Connect; absent as a whole, people sign in with passwords alone. */
const openIdConfig = {
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
  OPENID_ROLES: z
    .string()
    .max(8192)
    .default('{}')
    .transform((text) => JSON.parse(text))
    .pipe(z.record(z.string(), AccessLevel))
    .describe('JSON, role of the provider → `user`, `analyst` or `admin`; the highest counts, none of them is `user`.'),
};

/** The environment of accounts-api. */
export const configSchema = z
  .object({
    ...awsConfig,
    ...tableConfig,
    ...redisConfig,
    ...logConfig,
    ...listenConfig,
    ...sealConfig,
    ...proxyConfig,
    ...limitsConfig,
    CURSOR_KEY: z
      .string()
      .regex(/^[0-9a-f]{64,}$/)
      .meta({
        secret: true,
        description: 'Hex, at least 32 bytes; the same in every replica. Signs where a page ended and known browsers.',
      }),
    PUBLIC_URL: z.url().optional().describe("Origin for links in answers; the request's own host when absent."),
    REGISTRATION: z
      .enum(['closed', 'invitation', 'open'])
      .default('closed')
      .describe('Who may become a user without an administrator: nobody, who is invited, or everybody.'),
    ...openIdConfig,
    ...webhookConfig,
  })
  .refine(...ONE_SEAL_KEY)
  .refine(
    ({ OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET }) => {
      const given = [OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET].filter((value) => value !== undefined);
      return given.length === 0 || given.length === 3;
    },
    { path: ['OPENID_ISSUER'], message: 'issuer, client id and client secret go together' },
  );
export type Config = z.infer<typeof configSchema>;

/** What the configuration says of cursors, registration, OpenID and webhooks, as `build` takes it. */
export function accountSettings(config: Config) {
  return {
    cursorKey: createSecretKey(config.CURSOR_KEY, 'hex'),
    registration: config.REGISTRATION,
    openId: openIdOptions(config),
    webhooks: webhookSettings(config),
  };
}

function openIdOptions(config: Config): OpenIdOptions | null {
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

const firstAccountVariables = z.object({
  ...awsConfig,
  ...tableConfig,
  ...sealConfig,
  PUBLIC_URL: z.url().describe('Written into the credentials file.'),
  FIRST_USERNAME: UserName.default('admin').describe('Name of the first user.'),
  CREDENTIALS_FILE: z
    .string()
    .min(1)
    .max(4096)
    .describe('Where the credentials are written, mode 0600. With a working key in it nothing is made.'),
});

/** The environment of `first-account.ts`. */
export const firstAccountConfigSchema = firstAccountVariables.refine(...ONE_SEAL_KEY);
