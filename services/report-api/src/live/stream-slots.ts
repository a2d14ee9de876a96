/** How many event streams each user has open here. */
export interface StreamSlots {
  /** The function that gives the slot back, or null when the user has all of theirs in use. */
  enter(userId: string): (() => void) | null;
}

export function createStreamSlots(perUser: number): StreamSlots {
  const open = new Map<string, number>();
  return {
    enter(userId) {
      const mine = open.get(userId) ?? 0;
      if (mine >= perUser) return null;
      open.set(userId, mine + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const now = (open.get(userId) ?? 1) - 1;
        if (now === 0) open.delete(userId);
        else open.set(userId, now);
      };
    },
  };
}
