import type { EngineKind, HostedEngine } from '@assay/contracts';

export interface TestEngine {
  readonly id: string;
  readonly name: string;
  readonly kind: EngineKind;
}

/** One engine of each sort that decides how an answer is shown. */
export const TEST_ENGINES: readonly TestEngine[] = [
  { id: 'clamav', name: 'ClamAV', kind: 'antivirus' },
  { id: 'filetype', name: 'File type', kind: 'metadata' },
  { id: 'yara', name: 'YARA', kind: 'rules' },
];

export const TEST_VERSIONS = { package: '1.0.0', engine: '1.4.3', signatures: '27800', signatures_date: '2025-08-17' };

/** An engine as a worker's host reports it. */
export function hostedEngine(engine: TestEngine, more: Partial<HostedEngine> = {}): HostedEngine {
  return {
    ...engine,
    os: 'linux',
    available: true,
    reason: null,
    versions: TEST_VERSIONS,
    parameters: '0123456789abcdef',
    accepts: [],
    rejects: [],
    max_bytes: 2 ** 30,
    timeout_s: 60,
    provides: [],
    confinement: ['seccomp'],
    notes: [],
    ...more,
  };
}
