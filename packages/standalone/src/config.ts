import { listenConfig, logConfig } from '@assay/service-kit';
import { z } from 'zod';

/** What a person may set for the one-machine edition; `npm start -- --help` names the first ones. */
export const configSchema = z.object({
  ASSAY_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  ASSAY_HOST: z.string().min(1).default('127.0.0.1'),
  ASSAY_DATA: z.string().min(1).default('./data'),
  ASSAY_EXIT_WITH_STDIN: z.enum(['0', '1']).default('0').describe('End when standard input ends.'),
  ASSAY_FRESHCLAM: z.enum(['auto', 'off']).default('auto').describe('Whether ClamAV may fetch official signatures.'),
  LOG_LEVEL: logConfig.LOG_LEVEL.default('warn').describe(
    'What the terminal shows; the files in logs/ have everything.',
  ),
  LOG_FORMAT: logConfig.LOG_FORMAT.default('pretty'),
  DRAIN_MS: listenConfig.DRAIN_MS.default(10_000).describe('How long requests and scans under way get at the end.'),
  /** Passed on to the services as they are when they are set; each service says what they mean and checks them. */
  LEASE_S: z.string().optional(),
  VISIBILITY_S: z.string().optional(),
  UNCLAIMED_S: z.string().optional(),
  SWEEP_INTERVAL_MS: z.string().optional(),
  MAX_FILE_BYTES: z.string().optional(),
});

export type StandaloneConfig = z.infer<typeof configSchema>;
