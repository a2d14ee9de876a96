import { setTimeout as delay } from 'node:timers/promises';
import { AssayError } from '@assay/contracts';
import type { z } from 'zod';
import { ABSENT, getItem, putItem } from './item.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

const TRIES = 24;

interface Versioned {
  readonly Version: number;
}

/** What a change makes of an item, without its version; null leaves it as it is. */
export type Change<Item extends Versioned> = (
  item: Item | null,
) => Omit<Item, 'Version'> | null | Promise<Omit<Item, 'Version'> | null>;

/**
 * Reads an item, lets `change` make the new one and writes it whole on the condition that nobody wrote in between;
 * otherwise begins again. `change` may run several times, also on its own result when an acknowledgement was lost,
 * so it must be repeatable. Answers what is in the table afterwards. `known` is the item as it was just read or written:
 * it spares the first read, and when it is not the newest any more its write is refused like any other.
 */
export async function changeItem<S extends z.ZodType<Versioned>>(
  table: Table,
  schema: S,
  key: Key,
  change: Change<z.infer<S>>,
  known?: z.infer<S>,
): Promise<z.infer<S> | null> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const item = attempt === 1 && known !== undefined ? known : await getItem(table, schema, key);
    const changed = await change(item);
    if (changed === null) return item;
    const next = { ...changed, ...key, Version: (item?.Version ?? 0) + 1 };
    const written =
      item === null
        ? await putItem(table, next, ABSENT)
        : await putItem(table, next, 'Version = :version', { ':version': item.Version });
    if (written) return next as z.infer<S>;
    await delay(Math.random() * Math.min(200, 2 ** attempt));
  }
  throw new AssayError('transient', undefined, { internal: 'an item changed too often to be changed' });
}
