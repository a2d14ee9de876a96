import type { EngineVersions, HostedEngine } from '@assay/contracts';
import type { WorkerLogger } from '../src/worker-logger.ts';

export const versions: EngineVersions = { package: '1.0', engine: '2.0', signatures: null, signatures_date: null };

/** An engine that is up and takes everything. */
export function hostedEngine(change: Partial<HostedEngine> = {}): HostedEngine {
  return {
    id: 'yara',
    name: 'YARA',
    kind: 'rules',
    os: 'linux',
    available: true,
    reason: null,
    versions,
    parameters: '0123456789abcdef',
    accepts: [],
    rejects: [],
    max_bytes: 1000,
    timeout_s: 30,
    provides: [],
    confinement: [],
    notes: [],
    ...change,
  };
}

export const SHA256 = 'a'.repeat(64);

export const silent: WorkerLogger = { debug() {}, info() {}, warn() {}, error() {} };

/** Never aborts. */
export const going: AbortSignal = new AbortController().signal;
