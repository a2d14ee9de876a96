import { countSubmissions, listSubmissions } from '@assay/table';
import { collectPage } from '../collect-page.ts';
import { submissionResource } from '../submissions/submission-resource.ts';
import { counted, type Relation } from './relation.ts';

export const submissions: Relation = async ({ table }, { file, api, choice }, { limit, after }) => {
  const { UserID: uid, FileID: sha256 } = file;
  const read = (page: { limit: number; after: string | undefined }) => listSubmissions(table, uid, sha256, page);
  const page = await collectPage(read, (item) => item.SubmissionID, limit, after);
  const items = page.items.map((item) => {
    const resource = submissionResource(item, sha256, api, choice);
    return { type: resource.type, id: resource.id, read: () => resource };
  });
  return counted({ items, next: page.next }, after, () => countSubmissions(table, uid, sha256));
};
