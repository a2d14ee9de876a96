import type { CatalogueReport, HostedEngine } from '@assay/contracts';

/** Writes one engine's report to the catalogue. */
export type WriteEngine = (pool: string, engine: HostedEngine) => Promise<void>;

/** An engine that says the same as before is written again after this time, so that `LastSeen` stays true. */
const REFRESH_MS = 30_000;

/**
 * Takes the reports of all workers of all pools and writes only what is news: dozens of workers that say the same
 * every 30 s cost one write an engine. What an earlier worker brought is never removed: the catalogue grows.
 * Answers whether anything but the time was written.
 */
export function createEngineReports(write: WriteEngine, now: () => Date) {
  const written = new Map<string, { said: string; atMs: number }>();

  return async function report(catalogue: CatalogueReport): Promise<boolean> {
    const news = await Promise.all(catalogue.engines.map((engine) => take(catalogue.pool, engine)));
    return news.includes(true);
  };

  async function take(pool: string, engine: HostedEngine): Promise<boolean> {
    const key = `${pool}#${engine.id}`;
    const said = JSON.stringify(engine);
    const before = written.get(key);
    const changed = before?.said !== said;
    if (!changed && now().getTime() - before.atMs < REFRESH_MS) return false;
    // Noted before the write, so that reports that arrive meanwhile do not write too; taken back when it fails.
    written.set(key, { said, atMs: now().getTime() });
    try {
      await write(pool, engine);
    } catch (error) {
      written.delete(key);
      throw error;
    }
    return changed;
  }
}
