import type { EngineItem, HostedEngine } from '@assay/contracts';
import { expect, it } from 'vitest';
import { hosted } from '../test/world.ts';
import { expectedEngines } from './expected-engines.ts';

function item(pool: string, engine: string, enabled = true, changes: Partial<HostedEngine> = {}): EngineItem {
  const at = '2026-03-01T00:00:00.000Z';
  return {
    UserID: 'engines',
    FileID: `${pool}#${engine}`,
    Kind: 'engine',
    SortAt: at,
    Pool: pool,
    Engine: engine,
    Enabled: enabled,
    Reported: hosted(engine, changes),
    FirstSeen: at,
    LastSeen: at,
  };
}

it('expects enabled engines, available or not, and no disabled one', () => {
  const catalogue = [
    item('linux', 'clamav', true, { available: false }),
    item('linux', 'yara'),
    item('linux', 'old', false),
  ];
  expect(Object.keys(expectedEngines(catalogue)).sort()).toEqual(['clamav', 'yara']);
});

it('expects an engine of two pools once: where it is available', () => {
  const catalogue = [item('a-pool', 'clamav', true, { available: false }), item('b-pool', 'clamav')];
  expect(expectedEngines(catalogue).clamav?.Pool).toBe('b-pool');
  expect(expectedEngines([item('b-pool', 'clamav'), item('a-pool', 'clamav')]).clamav?.Pool).toBe('a-pool');
});

it('remembers what a reader must know of an engine after it is gone', () => {
  expect(expectedEngines([item('linux', 'yara', true, { name: 'YARA', kind: 'rules', timeout_s: 12 })])).toEqual({
    yara: { Pool: 'linux', Name: 'YARA', Kind: 'rules', TimeoutS: 12 },
  });
});

it('refuses when no engine is enabled, and when one is asked for that is not', () => {
  expect(() => expectedEngines([])).toThrowError(expect.objectContaining({ kind: 'no-engines' }));
  expect(() => expectedEngines([item('linux', 'yara', false)])).toThrowError(
    expect.objectContaining({ kind: 'no-engines' }),
  );
  expect(() => expectedEngines([item('linux', 'yara')], ['yara', '<script>'])).toThrowError(
    expect.objectContaining({ kind: 'invalid-argument' }),
  );
  expect(() => expectedEngines([item('linux', 'yara')], [])).toThrowError(
    expect.objectContaining({ kind: 'no-engines' }),
  );
});
