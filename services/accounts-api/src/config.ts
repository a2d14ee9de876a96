import { UserName } from '@assay/contracts';
import {
  awsConfig,
  hexKey,
  ONE_SEAL_KEY,
  publicConfig,
  sealConfig,
  tableConfig,
  webhookConfig,
} from '@assay/service-kit';
import { z } from 'zod';
import { openIdConfig, WHOLE_OPEN_ID } from './openid/open-id-config.ts';

/** The environment of accounts-api. */
export const configSchema = z
  .object({
    ...publicConfig,
    CURSOR_KEY: hexKey('Signs where a page ended and known browsers; the same in every replica.'),
    REGISTRATION: z
      .enum(['closed', 'invitation', 'open'])
      .default('closed')
      .describe('Who may become a user without an administrator: nobody, who is invited, or everybody.'),
    ...openIdConfig,
    ...webhookConfig,
  })
  .refine(...ONE_SEAL_KEY)
  .refine(...WHOLE_OPEN_ID);
export type Config = z.infer<typeof configSchema>;

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
