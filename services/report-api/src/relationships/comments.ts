import { countComments, listComments } from '@assay/table';
import { collectPage } from '../collect-page.ts';
import { commentResource } from '../comments/comment-resource.ts';
import { counted, type Relation } from './relation.ts';

export const comments: Relation = async ({ table }, { file, api, choice }, { limit, after }) => {
  const { UserID: uid, FileID: sha256 } = file;
  const page = await collectPage(
    (each) => listComments(table, uid, sha256, each),
    (item) => item.CommentID,
    limit,
    after,
  );
  const items = page.items.map((item) => {
    const resource = commentResource(item, api, choice);
    return { type: resource.type, id: resource.id, read: () => resource };
  });
  return counted({ items, next: page.next }, after, () => countComments(table, uid, sha256));
};
