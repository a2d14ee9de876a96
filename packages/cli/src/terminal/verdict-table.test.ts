import type { ScanDetail } from '@assay/contracts';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { verdictTable } from './verdict-table.ts';

type Scan = z.infer<typeof ScanDetail>;

const engine: Scan['engines'][number] = {
  engine: 'clamav',
  name: 'ClamAV',
  kind: 'antivirus',
  pool: 'linux',
  outcome: 'completed',
  verdict: 'malicious',
  label: 'Eicar-Signature',
  message: null,
  engine_version: '1.4.2',
  package_version: '0.1.0',
  signature_version: '27800',
  signature_date: '2026-01-02',
  started: '2026-01-02T03:04:05.000Z',
  duration_ms: 12,
  cached_from: null,
};

function scan(...engines: Partial<Scan['engines'][number]>[]): Scan {
  return { engines: engines.map((each) => ({ ...engine, ...each })) } as Scan;
}

describe('the table of verdicts', () => {
  it('shows engine, outcome, verdict, label, versions and time in straight columns', () => {
    const lines = verdictTable(
      scan({}, { engine: 'pe', verdict: null, label: null, signature_version: null, duration_ms: 1500 }),
    );
    expect(lines).toEqual([
      '  engine  outcome    verdict    label            versions         ms',
      '  ──────  ─────────  ─────────  ───────────────  ─────────────  ────',
      '  clamav  completed  malicious  Eicar-Signature  1.4.2 / 27800    12',
      '  pe      completed  –          –                1.4.2          1500',
    ]);
  });

  it('says below why an engine did not complete, and that one has not answered', () => {
    const lines = verdictTable(
      scan(
        { outcome: 'failure', verdict: null, label: null, message: 'the engine ended by SIGSEGV' },
        { outcome: null, verdict: null, label: null },
      ),
    );
    expect(lines[2]).toContain('failure');
    expect(lines[3]).toContain('no answer');
    expect(lines.at(-1)).toBe('  clamav: the engine ended by SIGSEGV');
  });

  it('says below what must be known of the engines that took part', () => {
    const catalogue = [
      { engine: 'clamav', notes: ['own signature set: EICAR only'] },
      { engine: 'other', notes: ['is not part of this scan'] },
    ];
    expect(verdictTable(scan({}), catalogue).slice(3)).toEqual(['  clamav: own signature set: EICAR only']);
  });

  it('lets no label or message steer the terminal', () => {
    const hostile = '\u001b[2J\u202eevil\u0007';
    const lines = verdictTable(scan({ label: hostile, outcome: 'failure', message: hostile }));
    for (const character of ['\u001b', '\u202e', '\u0007']) expect(lines.join('\n')).not.toContain(character);
    expect(lines.join('\n')).toContain('evil');
  });
});
