import type { DatabaseSync } from 'node:sqlite';
import type { Deadline } from '../deadline.ts';

/** Rows of a file between two looks at the clock: well under a millisecond apart, and nothing beside the rows' own cost. */
const EVERY = 64;

/**
 * Lets statements end when their time is over, which `node:sqlite` has no call for: each has the condition `inTime`, whose
 * function throws then. Answers what tells the deadline of the statements that follow; null for those that have none.
 */
export function addInTime(db: DatabaseSync): (deadline: Deadline | null) => void {
  let current: Deadline | null = null;
  db.function('in_time', { varargs: true }, () => {
    current?.check();
    return 1;
  });
  return (deadline) => {
    current = deadline;
  };
}

/** True of every row. Looks at the clock at some of them, by their id, a column that SQLite cannot know beforehand. */
export function inTime(id: 'f.id' | 'rowid'): string {
  return `(${id} % ${EVERY} <> 0 OR in_time(${id}))`;
}
