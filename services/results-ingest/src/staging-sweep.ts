import type { SampleStore } from '@assay/samples';
import type { Logger } from '@assay/scans';

/** Bytes of an upload that stopped are kept this long; no upload lasts a day. */
const KEEP_MS = 24 * 3600 * 1000;
const INTERVAL_MS = 3600 * 1000;

export interface StagingSweepOptions {
  readonly samples: Pick<SampleStore, 'sweepStaging'>;
  readonly now: () => Date;
  readonly logger: Logger;
  readonly onRemoved: (count: number) => void;
}

/** Removes at once, and then every hour, what uploads that died left in the store's staging. */
export function startStagingSweep(options: StagingSweepOptions): { stop(): Promise<void> } {
  let running = sweepStaging(options);
  const timer = setInterval(() => {
    running = running.then(() => sweepStaging(options));
  }, INTERVAL_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

async function sweepStaging({ samples, now, logger, onRemoved }: StagingSweepOptions): Promise<void> {
  try {
    const count = await samples.sweepStaging(new Date(now().getTime() - KEEP_MS));
    onRemoved(count);
    if (count > 0) logger.info({ count }, 'left-over uploads were removed');
  } catch (error) {
    logger.error({ err: error }, 'left-over uploads could not be removed');
  }
}
