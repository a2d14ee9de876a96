import { beforeAll, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from './support/start-test-system.ts';
import { completed, freshFile, upload } from './support/uploads.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});

it('an upload without any worker is accepted, and completed by a worker that is started later', async () => {
  const worker = system.processes.get('scan-worker');
  await worker?.stop();
  const accepted = await upload(system.api, freshFile());
  expect(await system.api.scan(accepted.sha256, accepted.scanId)).toMatchObject({
    status: 'queued',
    engines_answered: 0,
  });
  await worker?.start();
  const scan = await completed(system.api, accepted);
  expect(scan.engines.map(({ outcome }) => outcome)).not.toContain('unavailable');
  expect(scan).toMatchObject({ status: 'complete', engines_answered: scan.engines_expected });
});

it('an upload while results-ingest is away is accepted, and completed when it is back', async () => {
  const ingest = system.processes.get('results-ingest');
  await ingest?.stop();
  const accepted = await upload(system.api, freshFile());
  await ingest?.start();
  expect(await completed(system.api, accepted)).toMatchObject({ status: 'complete', verdict: 'undetected' });
});
