import { ConfigError } from '../config/load-config.ts';
import { createLogger } from '../logger.ts';
import { endWith, watchFaults } from './process-faults.ts';

/** Runs the body of a `main.ts`; a fault in it is logged, all faults of a configuration at once, and exits with 1. */
export async function runMain(name: string, main: () => Promise<unknown>): Promise<void> {
  const logger = createLogger({ name });
  watchFaults(logger);
  try {
    await main();
  } catch (error) {
    if (error instanceof ConfigError) {
      logger.fatal({ faults: error.faults }, 'the configuration is not valid');
      process.exit(1);
    }
    endWith('the start failed', error);
  }
}
