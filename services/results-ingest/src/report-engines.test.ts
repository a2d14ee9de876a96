import { hostedEngine, TEST_ENGINES, type TestEngine } from '@assay/test-backends';
import { expect, it } from 'vitest';
import { createEngineReports } from './report-engines.ts';

const engine = hostedEngine(TEST_ENGINES[0] as TestEngine);
const report = (engines = [engine], pool = 'linux') => ({ pool, worker: 'w', engines });

function reports(write = async () => {}) {
  const written: string[] = [];
  let nowMs = 0;
  const take = createEngineReports(
    async (pool, { id }) => {
      written.push(`${pool}#${id}`);
      await write();
    },
    () => new Date(nowMs),
  );
  const later = (ms: number) => {
    nowMs += ms;
  };
  return { take, written, later };
}

it('writes what is new, and what is the same only after half a minute', async () => {
  const { take, written, later } = reports();
  await expect(take(report())).resolves.toBe(true);
  await expect(take(report())).resolves.toBe(false);
  later(29_999);
  await take(report());
  expect(written).toHaveLength(1);
  later(1);
  await expect(take(report())).resolves.toBe(false);
  expect(written).toHaveLength(2);
});

it('writes a change at once, and every pool for itself', async () => {
  const { take, written } = reports();
  await take(report());
  await expect(take(report([{ ...engine, available: false, reason: 'gone' }]))).resolves.toBe(true);
  await take(report([engine], 'windows'));
  expect(written).toEqual(['linux#clamav', 'linux#clamav', 'windows#clamav']);
});

it('writes again what could not be written', async () => {
  let fails = true;
  const { take, written } = reports(async () => {
    if (fails) throw new Error('the table is away');
  });
  await expect(take(report())).rejects.toThrow('away');
  fails = false;
  await expect(take(report())).resolves.toBe(true);
  expect(written).toHaveLength(2);
});
