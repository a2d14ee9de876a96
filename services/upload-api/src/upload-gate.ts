import type { Caller, CallerGate } from '@assay/auth';
import type { AssayError, UploadStep } from '@assay/contracts';
import type { Gate } from '@assay/service-kit';
import { nameStep } from './upload-steps.ts';

/** The gate as upload-api shows it: a refusal names its step, like every failure of an upload. */
export interface UploadGate extends Gate<Caller>, Pick<CallerGate, 'charge'> {
  /** The step of an error that this gate threw; such an error was not reported yet. */
  stepOf(error: unknown): UploadStep | null;
}

export function createUploadGate(gate: CallerGate): UploadGate {
  const thrown = new WeakSet<AssayError>();
  async function named<T>(admission: Promise<T>): Promise<T> {
    try {
      return await admission;
    } catch (cause) {
      const error = nameStep('authenticate', cause);
      thrown.add(error);
      throw error;
    }
  }
  return {
    admit: (arrival, operation) => named(gate.admit(arrival, operation)),
    admitAnyone: (arrival, operation) => named(gate.admitAnyone(arrival, operation)),
    charge: (caller, used) => gate.charge(caller, used),
    stepOf: (error) => (thrown.has(error as AssayError) ? 'authenticate' : null),
  };
}
