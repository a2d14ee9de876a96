import { UserName } from '@assay/contracts';
import { awsConfig, listenConfig, logConfig, redisConfig, tableConfig } from '@assay/service-kit';
import { z } from 'zod';

const keyFile = {
  SEAL_KEY_FILE: z.string().min(1).max(4096).describe('File of the key that seals API key records; mode 0600.'),
};

/** The environment of accounts-api. */
export const configSchema = z.object({
  ...awsConfig,
  ...tableConfig,
  ...redisConfig,
  ...logConfig,
  ...listenConfig,
  ...keyFile,
  PUBLIC_URL: z.url().optional().describe("Origin for links in answers; the request's own host when absent."),
});

/** The environment of `first-account.ts`. */
export const firstAccountConfigSchema = z.object({
  AWS_REGION: awsConfig.AWS_REGION,
  ...tableConfig,
  ...keyFile,
  PUBLIC_URL: z.url().describe('Written into the credentials file.'),
  FIRST_USERNAME: UserName.default('admin').describe('Name of the first user.'),
  CREDENTIALS_FILE: z
    .string()
    .min(1)
    .max(4096)
    .describe('Where the credentials are written, mode 0600. With a working key in it nothing is made.'),
});
