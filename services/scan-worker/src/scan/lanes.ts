import type { Lane } from '@assay/contracts';

/** The slots of a worker, shared between the two queues of its pool. */
export interface Lanes {
  /** Resolves when a scan of this lane would get a slot at once, so that none is taken from the queue to wait here. */
  room(lane: Lane, signal: AbortSignal): Promise<void>;
  /** Waits for a slot and answers how to give it back; throws the signal's reason. */
  enter(lane: Lane, signal: AbortSignal): Promise<() => void>;
  readonly busy: number;
}

/** While both lanes wait, one scan of bulk follows this many of normal. */
const NORMAL_FOR_ONE_BULK = 4;

/**
 * Normal goes first, but bulk always comes to its turn; and bulk never holds the last slot, so that a person's file
 * does not wait for a thousand re-scans that run already. With one slot alone both use it.
 */
export function createLanes(slots: number): Lanes {
  const waiting: Record<Lane, Array<() => void>> = { normal: [], bulk: [] };
  const looking: Record<Lane, Set<() => void>> = { normal: new Set(), bulk: new Set() };
  const busy: Record<Lane, number> = { normal: 0, bulk: 0 };
  const bulkSlots = bulkShare(slots);
  let normalInARow = 0;

  function next(): Lane | null {
    if (busy.normal + busy.bulk >= slots) return null;
    const bulk = waiting.bulk.length > 0 && busy.bulk < bulkSlots;
    if (waiting.normal.length > 0 && !(bulk && normalInARow >= NORMAL_FOR_ONE_BULK)) return 'normal';
    return bulk ? 'bulk' : null;
  }
  function hasRoom(lane: Lane): boolean {
    if (waiting[lane].length > 0 || busy.normal + busy.bulk >= slots) return false;
    return lane === 'normal' || busy.bulk < bulkSlots;
  }
  function fill(): void {
    for (let lane = next(); lane !== null; lane = next()) {
      normalInARow = lane === 'normal' && waiting.bulk.length > 0 ? normalInARow + 1 : 0;
      busy[lane] += 1;
      waiting[lane].shift()?.();
    }
    for (const lane of ['normal', 'bulk'] as const) {
      if (hasRoom(lane)) for (const look of [...looking[lane]]) look();
    }
  }
  function leave(lane: Lane): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      busy[lane] -= 1;
      fill();
    };
  }

  return {
    get busy() {
      return busy.normal + busy.bulk;
    },
    room: (lane, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (hasRoom(lane)) return resolve();
        const abort = () => {
          looking[lane].delete(look);
          reject(signal.reason);
        };
        const look = () => {
          looking[lane].delete(look);
          signal.removeEventListener('abort', abort);
          resolve();
        };
        signal.addEventListener('abort', abort, { once: true });
        looking[lane].add(look);
      }),
    enter: (lane, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const abort = () => {
          const at = waiting[lane].indexOf(go);
          if (at !== -1) waiting[lane].splice(at, 1);
          reject(signal.reason);
        };
        const go = () => {
          signal.removeEventListener('abort', abort);
          resolve(leave(lane));
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting[lane].push(go);
        fill();
      }),
  };
}

/** How many scans of bulk run at once at most. */
export function bulkShare(slots: number): number {
  return Math.max(1, slots - 1);
}
