import { setTimeout as delay } from 'node:timers/promises';
import { ApiFault } from './api-fault.ts';
import { causes } from './causes.ts';
import { connectionFaultOf } from './connection-faults.ts';

/** How long something that may work a little later is tried. */
export interface Patience {
  /** How often at most, the first time included. */
  readonly attempts: number;
  /** The pause after the first failure; every later one is twice as long, up to `mostMs`. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** A server that asks for a longer pause than this is not waited for. */
  readonly mostAskedMs: number;
  /** Told before each pause. */
  readonly onRetry?: (retry: Retry) => void;
}

export interface Retry {
  readonly fault: Error;
  readonly attempt: number;
  readonly attempts: number;
  readonly pauseMs: number;
}

/** Everything is tried once. */
export const ONCE: Patience = { attempts: 1, firstMs: 0, mostMs: 0, mostAskedMs: 0 };

/**
 * What a person at a terminal waits: a restart of the server, a network that comes back within some minutes, a quota of
 * a minute; not the quota of a day.
 */
export const PATIENT: Patience = { attempts: 10, firstMs: 500, mostMs: 30_000, mostAskedMs: 120_000 };

/** Something on this machine went wrong while it was sent; the server has nothing to do with it, so trying again is no use. */
export class LocalFault extends Error {
  override readonly name = 'LocalFault';
}

/**
 * Tries until it works, until the failure is one that will not go away, or until patience ends; then the last failure is
 * thrown. Only for what may be sent again without doing it twice.
 */
export async function retrying<T>(patience: Patience, signal: AbortSignal | undefined, attempt: () => Promise<T>) {
  for (let number = 1; ; number += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      const fault = thrown as Error;
      if (number >= patience.attempts || signal?.aborted === true || !passes(fault)) throw fault;
      const askedMs = fault instanceof ApiFault ? (fault.retryAfterS ?? 0) * 1000 : 0;
      if (askedMs > patience.mostAskedMs) throw fault;
      const pauseMs = Math.max(askedMs, grown(patience, number));
      patience.onRetry?.({ fault, attempt: number, attempts: patience.attempts, pauseMs });
      await delay(pauseMs, undefined, signal === undefined ? {} : { signal });
    }
  }
}

/** Whether the failure may be gone a little later: no connection, a server that is away or full. */
export function passes(fault: Error): boolean {
  // What took Assay itself too long takes as long again; a 504 of something in between may pass.
  if (fault instanceof ApiFault && fault.code === 'DeadlineExceededError') return false;
  if (fault instanceof ApiFault) return [408, 429, 502, 503, 504].includes(fault.status);
  if (causes(fault).some((cause) => cause instanceof LocalFault)) return false;
  return connectionFaultOf(fault)?.passes === true;
}

/** The pause after so many failures. */
export function grown({ firstMs, mostMs }: Patience, failures: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), mostMs);
}
