import type { Caller } from '@assay/auth';
import type { Descriptor, FileItem, FileResource, operations } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { fileObject, ownerContext } from '../files/file-object.ts';
import { embeddedRelations } from '../relationships/read-relation.ts';
import type { ReportApp } from '../report-app.ts';

/** What VirusTotal says of a hit beside the file: there are no matches inside of files and no snippets here. */
function howFound(similarity: number | null): Record<string, number | boolean> {
  return { confidence: 1, match_in_subfile: false, ...(similarity === null ? {} : { similarity_score: similarity }) };
}

export interface FoundResource {
  readonly file: FileItem;
  readonly similarity: number | null;
  readonly caller: Caller;
  /** `<origin>/api/v3`. */
  readonly api: string;
  readonly choice: operations.AttributeChoice & operations.RelationshipChoice;
}

/** A hit as a whole file object. */
export async function fileResource(report: ReportApp, found: FoundResource): Promise<FileResource> {
  const { file, caller, api, choice } = found;
  const { attributes, exclude_attributes } = choice;
  const names = choice.relationships;
  const scope = { file, caller, api, choice: {} };
  const [results, relationships] = await Promise.all([
    readReport(report.scans, file.UserID, file.FileID),
    names === undefined ? undefined : embeddedRelations(report, scope, names),
  ]);
  const view = { api, reader: caller.userId, attributes, exclude_attributes, relationships };
  const resource = fileObject(file, results, view);
  return { ...resource, context_attributes: { ...resource.context_attributes, ...howFound(found.similarity) } };
}

/** A hit as its name alone. */
export function fileDescriptor({
  file,
  similarity,
  caller,
}: Pick<FoundResource, 'file' | 'similarity' | 'caller'>): Descriptor {
  return {
    type: 'file',
    id: file.FileID,
    context_attributes: { ...howFound(similarity), ...ownerContext(file, caller.userId) },
  };
}
