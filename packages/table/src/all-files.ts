import { FileItem } from '@assay/contracts';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { FilePlace } from './files.ts';
import { guarded } from './guarded.ts';
import { parseItem } from './item.ts';
import { fileKey } from './keys.ts';
import type { Table } from './table.ts';

/** Where a page of everybody's files ended. */
export interface AnyFilePlace extends FilePlace {
  readonly userId: string;
}

/**
 * Everybody's live files, in no order, page by page: for commands that look at all there is, and for nothing that answers
 * a request. What is written meanwhile may be missing or come twice, and a page may be empty without being the last.
 */
export async function allFiles(
  table: Table,
  page: { limit: number; after?: AnyFilePlace | undefined },
): Promise<{ items: FileItem[]; next: AnyFilePlace | null }> {
  const { after } = page;
  const answer = await guarded(() =>
    table.client.send(
      new ScanCommand({
        TableName: table.name,
        // Nothing but files has a place in this index.
        IndexName: 'Recent',
        Limit: page.limit,
        ...(after === undefined
          ? {}
          : { ExclusiveStartKey: { ...fileKey(after.userId, after.sha256), RecentAt: after.recentAt } }),
      }),
    ),
  );
  const last = answer.LastEvaluatedKey;
  return {
    items: (answer.Items ?? []).map((item) => parseItem(FileItem, item)).filter((file) => file.State === 'live'),
    next:
      last === undefined
        ? null
        : { userId: String(last.UserID), recentAt: String(last.RecentAt), sha256: String(last.FileID) },
  };
}
