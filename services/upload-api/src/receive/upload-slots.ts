/** How many uploads may be under way in this process. */
export interface UploadSlots {
  /** The function that leaves again, or null when all are taken. */
  enter(): (() => void) | null;
  readonly taken: number;
}

export function createUploadSlots(slots: number): UploadSlots {
  let taken = 0;
  return {
    enter() {
      if (taken >= slots) return null;
      taken += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        taken -= 1;
      };
    },
    get taken() {
      return taken;
    },
  };
}
