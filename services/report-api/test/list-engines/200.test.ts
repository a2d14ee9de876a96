import { CatalogueEngine } from '@assay/contracts';
import { setEngineEnabled } from '@assay/table';
import { expect, it } from 'vitest';
import { startReportApi } from '../start-report-api.ts';

it('lists every engine with its versions, says which are off and which have fallen silent', async () => {
  let now = new Date();
  const api = await startReportApi({ engineSilenceMs: 60_000 }, (parts) => ({ ...parts, now: () => now }));
  try {
    await setEngineEnabled(api.backends.table.table, 'linux', 'yara', false);
    const { data } = await api.json('/api/v1/engines');
    for (const engine of data) CatalogueEngine.parse(engine);
    expect(data.map((engine: { engine: string }) => engine.engine)).toEqual(['clamav', 'filetype', 'yara']);
    expect(data[0]).toMatchObject({ name: 'ClamAV', enabled: true, available: true, engine_version: '1.4.3' });
    expect(data[2]).toMatchObject({ engine: 'yara', enabled: false });

    const metadata = await api.json('/api/v3/metadata');
    expect(Object.keys(metadata.data.engines)).toEqual(['ClamAV', 'File type']);
    expect(metadata.data).toMatchObject({
      privileges: expect.any(Array),
      relationships: { analysis: [{ name: 'item' }] },
    });

    now = new Date(Date.now() + 61_000);
    const [silent] = (await api.json('/api/v1/engines')).data;
    expect(silent).toMatchObject({ available: false, reason: expect.stringContaining('No worker') });
  } finally {
    await api.stop();
  }
});
