import { AssayError } from '@assay/contracts';

/** Where somebody waits, and as whom they are counted there: a place, or a user. */
export interface Waiting {
  /** Of the known no stranger takes the room, however many there are. */
  readonly room: 'known' | 'strangers';
  readonly by: string;
}

export interface Turns {
  /** So many work at a time, whoever they are. */
  readonly atOnce: number;
  /** So many wait in each room, and so many of them as the same one. */
  readonly waiting: number;
  readonly ofOne: number;
}

/** Runs what is given when it is its turn. Throws AssayError `busy` when too many wait. */
export type InTurn = <T>(who: Waiting, work: () => Promise<T>) => Promise<T>;

/** Whoever waits goes in the order of coming within a room, and the rooms alternate. */
export function takeTurns({ atOnce, waiting, ofOne }: Turns): InTurn {
  const rooms: Record<Waiting['room'], { by: string; go: () => void }[]> = { known: [], strangers: [] };
  let running = 0;
  let last: Waiting['room'] = 'strangers';

  async function turn({ room, by }: Waiting): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    const queue = rooms[room];
    if (queue.length >= waiting || queue.filter((each) => each.by === by).length >= ofOne) {
      throw new AssayError('busy', undefined, { retryAfterS: 2 });
    }
    await new Promise<void>((go) => queue.push({ by, go }));
  }

  function next(): (() => void) | undefined {
    const other = last === 'known' ? 'strangers' : 'known';
    last = rooms[other].length > 0 ? other : last;
    return rooms[last].shift()?.go;
  }

  return async (who, work) => {
    await turn(who);
    try {
      return await work();
    } finally {
      // Whoever waits takes over this turn, so that `running` never falls short in between.
      const go = next();
      if (go === undefined) running -= 1;
      else go();
    }
  };
}
