import { Network } from '@assay/contracts';
import { z } from 'zod';
import { awsConfig, listenConfig, logConfig, redisConfig, tableConfig } from './fragments.ts';
import { list } from './variables.ts';

/** `SEAL_KEY_FILE`, `SEAL_KMS_KEY`: exactly one of them, which `.refine(...ONE_SEAL_KEY)` on the schema sees to. */
export const sealConfig = {
  SEAL_KEY_FILE: z
    .string()
    .min(1)
    .max(4096)
    .optional()
    .describe('File of the keys that seal API key records, mode 0600; the first seals, all open.'),
  SEAL_KMS_KEY: z
    .string()
    .regex(/^[\w:/-]{1,2048}$/, 'must be the id, alias or ARN of a key')
    .optional()
    .describe('Key of AWS KMS that does so instead, by id, `alias/…` or ARN. Exactly one of the two must be given.'),
};

interface SealKeyNames {
  readonly SEAL_KEY_FILE?: string | undefined;
  readonly SEAL_KMS_KEY?: string | undefined;
}

/** Arguments of `refine`. */
export const ONE_SEAL_KEY: [(config: SealKeyNames) => boolean, { path: string[]; message: string }] = [
  ({ SEAL_KEY_FILE, SEAL_KMS_KEY }) => (SEAL_KEY_FILE === undefined) !== (SEAL_KMS_KEY === undefined),
  { path: ['SEAL_KEY_FILE'], message: 'give this or SEAL_KMS_KEY, one of the two' },
];

/** The key as `openSealer` takes it: the path of a file, or `kms:<key>`. */
export function sealKey({ SEAL_KEY_FILE, SEAL_KMS_KEY }: SealKeyNames): string {
  if (SEAL_KMS_KEY !== undefined) return `kms:${SEAL_KMS_KEY}`;
  if (SEAL_KEY_FILE === undefined) throw new Error(ONE_SEAL_KEY[1].message);
  return SEAL_KEY_FILE;
}

/** `TRUST_PROXY`. */
export const proxyConfig = {
  TRUST_PROXY: list(z.union([Network, z.enum(['loopback', 'linklocal', 'uniquelocal'])])).describe(
    'Addresses and networks of the proxies before us, separated by commas (`10.0.0.0/8`, `loopback`, `linklocal`, ' +
      '`uniquelocal`): only their `X-Forwarded-For`, `-Host` and `-Proto` count. Without them everybody behind a ' +
      'proxy has one address.',
  ),
};

const bound = (description: string, fallback: number) =>
  z.coerce.number().int().min(0).default(fallback).describe(`${description} 0: not bounded.`);

/** What callers may take: `REQUESTS_PER_MINUTE`, `REQUESTS_PER_DAY`, `UPLOADS_PER_DAY`, `UPLOAD_BYTES_PER_DAY`, `…_PER_ADDRESS`. */
export const limitsConfig = {
  REQUESTS_PER_MINUTE: bound('Requests of a user in a minute, unless the user has a quota of their own.', 6000),
  REQUESTS_PER_DAY: bound('Requests of a user in a day (UTC), likewise.', 0),
  UPLOADS_PER_DAY: bound('Uploads of a user in a day, likewise.', 0),
  UPLOAD_BYTES_PER_DAY: bound('Bytes that a user may upload in a day, likewise.', 0),
  REFUSALS_PER_ADDRESS: bound('Credentials that one address may have refused in a minute before it must wait.', 300),
  ANONYMOUS_PER_ADDRESS: bound('Requests without credentials of one address in a minute, such as to sign in.', 600),
};

/** The limits as `createGate` takes them. */
export function gateLimits(config: z.infer<z.ZodObject<typeof limitsConfig>>) {
  return {
    perUser: {
      requestsPerMinute: config.REQUESTS_PER_MINUTE,
      requestsPerDay: config.REQUESTS_PER_DAY,
      uploadsPerDay: config.UPLOADS_PER_DAY,
      uploadBytesPerDay: config.UPLOAD_BYTES_PER_DAY,
    },
    failedPerMinute: config.REFUSALS_PER_ADDRESS,
    anonymousPerMinute: config.ANONYMOUS_PER_ADDRESS,
  };
}

/** What every public service reads; `.refine(...ONE_SEAL_KEY)` belongs to it. */
export const publicConfig = {
  ...awsConfig,
  ...tableConfig,
  ...redisConfig,
  ...logConfig,
  ...listenConfig,
  ...sealConfig,
  ...proxyConfig,
  ...limitsConfig,
  PUBLIC_URL: z.url().optional().describe("Origin for links in answers; the request's own host when absent."),
};
