import { expect, it } from 'vitest';
import { going, hostedEngine } from '../../test/fixtures.ts';
import { createReadiness } from './readiness.ts';

const up = hostedEngine();
const loading = hostedEngine({ id: 'clamav', available: false, loading: true, reason: 'is being loaded' });
const broken = hostedEngine({ id: 'clamav', available: false, loading: false, reason: 'not installed' });
const LONG = 3_600_000;

it('waits for the engines that are loading and for those only', async () => {
  const readiness = createReadiness(LONG);
  const ready = readiness.ready(going);
  readiness.reported([up, loading]);
  readiness.reported([up, broken]);
  await expect(ready).resolves.toEqual([up, broken]);
});

it('does not wait longer than the time that engines may take', async () => {
  const readiness = createReadiness(1);
  readiness.reported([up, loading]);
  await expect(readiness.ready(going)).resolves.toEqual([up, loading]);
});

it('is not ready any more when the host is lost, and ready again when it reports', async () => {
  const readiness = createReadiness(LONG);
  readiness.reported([up]);
  readiness.lost();
  expect(readiness.engines()).toBeNull();
  const ready = readiness.ready(going);
  readiness.reported([up]);
  await expect(ready).resolves.toEqual([up]);
});

it('stops waiting when told to', async () => {
  const stop = new AbortController();
  const ready = createReadiness(LONG).ready(stop.signal);
  stop.abort(new Error('enough'));
  await expect(ready).rejects.toThrow('enough');
});
