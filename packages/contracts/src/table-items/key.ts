import { z } from 'zod';

/** What every item of the table has; which keys there are is said in `packages/table`. */
export const Key = { UserID: z.string(), FileID: z.string() };

/** ISO 8601 in UTC with milliseconds, so that times sort as text. */
export const Time = z.iso.datetime();
