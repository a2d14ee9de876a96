import type { Command } from 'commander';
import type { Context } from './context.ts';
import { wholeNumber } from './numbers.ts';
import type { Cell, Column } from './terminal/table.ts';
import { table } from './terminal/table.ts';

/** What every list can be told. */
export interface PageOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** Above every page of the API, which says how many of a list go onto one. */
const MAX_PAGE = 100_000;

export function addPageOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'how many on a page', wholeNumber(1, MAX_PAGE))
    .option('--cursor <cursor>', 'where the page before ended')
    .option('--all', 'every page; with --json a line for each');
}

interface PageOf<T> {
  readonly data: readonly T[];
  readonly meta: { readonly cursor?: string | undefined };
}

/** A list for a person or a program: one page as the API answers it, or all of them one item after the other. */
export async function showPages<T>(
  { out }: Pick<Context, 'out'>,
  options: PageOptions,
  read: (page: { limit: number | undefined; cursor: string | undefined }) => Promise<PageOf<T>>,
  shown: { readonly columns: readonly Column[]; readonly row: (item: T) => readonly Cell[] },
): Promise<void> {
  let cursor = options.cursor;
  do {
    const page = await read({ limit: options.limit, cursor });
    cursor = page.meta.cursor;
    if (out.json && options.all !== true) out.document(page);
    else if (out.json) for (const item of page.data) out.line(item);
    else for (const line of table(shown.columns, page.data.map(shown.row))) out.say(line);
  } while (options.all === true && cursor !== undefined);
  if (!out.json && cursor !== undefined) out.note(`There are more: --all, or --cursor ${cursor}`);
}
