import { listenConfig, logConfig } from '@assay/service-kit';
import { z } from 'zod';

/** Given to a service as it is; the service says what it means and checks it. */
const passedOn = (service: string) => z.string().optional().describe(`Passed on to ${service}; see there.`);

/** What a person may set for the one-machine edition; `npm start -- --help` names the first ones. */
export const configSchema = z.object({
  ASSAY_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .describe('Port of the API; 0 takes any free one.'),
  ASSAY_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; `0.0.0.0` is every one.'),
  ASSAY_DATA: z.string().min(1).default('./data').describe('Folder in which everything is kept.'),
  ASSAY_EXIT_WITH_STDIN: z.enum(['0', '1']).default('0').describe('End when standard input ends.'),
  ASSAY_FRESHCLAM: z.enum(['auto', 'off']).default('auto').describe('Whether ClamAV may fetch official signatures.'),
  LOG_LEVEL: logConfig.LOG_LEVEL.default('warn').describe(
    'What the terminal shows; the files in logs/ have everything.',
  ),
  LOG_FORMAT: logConfig.LOG_FORMAT.default('pretty'),
  DRAIN_MS: listenConfig.DRAIN_MS.default(10_000).describe('How long requests and scans under way get at the end.'),
  LEASE_S: passedOn('results-ingest'),
  VISIBILITY_S: passedOn('scan-worker'),
  UNCLAIMED_S: passedOn('results-ingest'),
  SWEEP_INTERVAL_MS: passedOn('results-ingest'),
  MAX_FILE_BYTES: passedOn('upload-api'),
  WEBHOOK_ALLOW_HTTP: z
    .string()
    .optional()
    .describe('Passed on to accounts-api and results-ingest; 1 when only this machine is listened on.'),
  WEBHOOK_ALLOW_NETWORKS: z
    .string()
    .optional()
    .describe('Passed on to accounts-api and results-ingest; the loopback when only this machine is listened on.'),
  TRUST_PROXY: passedOn('the public services'),
  REQUESTS_PER_MINUTE: passedOn('the public services'),
  REQUESTS_PER_DAY: passedOn('the public services'),
  UPLOADS_PER_DAY: passedOn('the public services'),
  UPLOAD_BYTES_PER_DAY: passedOn('the public services'),
  REFUSALS_PER_ADDRESS: passedOn('the public services'),
  ANONYMOUS_PER_ADDRESS: passedOn('the public services'),
  REGISTRATION: passedOn('accounts-api'),
  OPENID_ISSUER: passedOn('accounts-api'),
  OPENID_CLIENT_ID: passedOn('accounts-api'),
  OPENID_CLIENT_SECRET: passedOn('accounts-api').meta({ secret: true }),
  OPENID_SCOPES: passedOn('accounts-api'),
  OPENID_CREATE_USERS: passedOn('accounts-api'),
  OPENID_NAME_CLAIM: passedOn('accounts-api'),
  OPENID_ROLE_CLAIM: passedOn('accounts-api'),
  OPENID_ROLES: passedOn('accounts-api'),
});

export type StandaloneConfig = z.infer<typeof configSchema>;
