import type { CatalogueReport } from '@assay/contracts';
import { expect, it } from 'vitest';
import { going, hostedEngine, silent } from '../../test/fixtures.ts';
import { createCatalogueReporter } from './report-catalogue.ts';

/** A reporter whose reports are taken, or refused, by hand. */
function reporter(heartbeatMs = 3_600_000) {
  const reports: Array<{ report: CatalogueReport; take(): void; refuse(): void }> = [];
  const waiting: Array<() => void> = [];
  const ingest = {
    reportEngines: (report: CatalogueReport) =>
      new Promise<void>((resolve, reject) => {
        reports.push({ report, take: resolve, refuse: () => reject(new Error('refused')) });
        for (const look of waiting.splice(0)) look();
      }),
  };
  const made = createCatalogueReporter({ ingest, pool: 'linux', worker: 'w', heartbeatMs, logger: silent });
  const report = async (number: number) => {
    while (reports.length < number) await new Promise<void>((resolve) => waiting.push(resolve));
    return reports[number - 1] as (typeof reports)[number];
  };
  return { made, report, count: () => reports.length };
}

const first = [hostedEngine()];
const second = [hostedEngine({ id: 'clamav' })];

it('reports at once, tells when the first report was taken, and again as a heartbeat', async () => {
  const { made, report } = reporter(1);
  made.changed(first);
  (await report(1)).take();
  await made.whenKnown(going);
  expect((await report(2)).report.engines).toEqual(first);
  made.stop();
});

it('a report that was not taken is sent again with what is newest then', async () => {
  const { made, report } = reporter();
  made.changed(first);
  const refused = await report(1);
  made.changed(second);
  refused.refuse();
  expect((await report(2)).report.engines).toEqual(second);
  expect(made.accepted()).toBe(false);
  made.stop();
});

it('sends one report at a time and not the same one twice', async () => {
  const { made, report, count } = reporter();
  made.changed(first);
  made.changed([...first]);
  made.changed(second);
  expect(count()).toBe(1);
  (await report(1)).take();
  expect((await report(2)).report.engines).toEqual(second);
  made.stop();
});

it('engines whose host is gone are reported as not available', async () => {
  const { made, report } = reporter();
  made.changed(first);
  (await report(1)).take();
  await made.whenKnown(going);
  made.changed(null);
  expect((await report(2)).report.engines).toMatchObject([{ id: 'yara', available: false, loading: true }]);
  made.stop();
});
