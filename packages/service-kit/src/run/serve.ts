import type { z } from 'zod';
import { listenAddress, opsAddress } from '../config/fragments.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Logger } from '../logger.ts';
import { runMain } from './run-main.ts';
import { type Listening, runService } from './run-service.ts';

/** A service with the clients that its configuration names, which does not listen yet. */
export interface BuiltService {
  /** Absent when it answers no requests. */
  readonly app?: Listening;
  /** Health and metrics. */
  readonly ops: Listening;
  readonly logger: Logger;
  /** Begins what runs beside the requests. */
  start?(): Promise<unknown> | unknown;
  /** Ends it and closes the clients, one after the other in this order; run when requests have drained. */
  readonly close: readonly (() => Promise<unknown> | unknown)[];
}

interface ServedConfig {
  readonly HOST?: string;
  readonly PORT?: number;
  readonly OPS_HOST?: string | undefined;
  readonly OPS_PORT: number;
  readonly DRAIN_MS: number;
}

/** The whole of a service's `main.ts`: reads the environment, builds the service and runs it until it is told to stop. */
export function serve<Schema extends z.ZodObject>(
  name: string,
  schema: Schema & z.ZodType<ServedConfig>,
  build: (config: z.infer<Schema>) => BuiltService | Promise<BuiltService>,
): Promise<void> {
  return runMain(name, async () => {
    const config = loadConfig(schema, process.env);
    const { HOST, PORT, ...served }: ServedConfig = config;
    const built = await build(config);
    await runService({
      name,
      logger: built.logger,
      app: built.app,
      listen: HOST === undefined || PORT === undefined ? undefined : listenAddress({ HOST, PORT }),
      ops: built.ops,
      opsListen: opsAddress(config),
      start: built.start?.bind(built),
      close: built.close,
      drainMs: served.DRAIN_MS,
    });
  });
}
