import type { Caller } from '@assay/auth';
import { AssayError, type Descriptor, type FileItem, type operations, type Resource } from '@assay/contracts';
import { readReport } from '@assay/scans';
import { fileObject } from '../files/file-object.ts';
import type { ReportApp } from '../report-app.ts';
import type { ToOne } from './to-one.ts';

export function noSuchRelationship(name: string): AssayError {
  return new AssayError('not-found', `Relationship "${name.slice(0, 64)}" not found`);
}

/** To what a relationship leads. Throws not-found when there is none of this name. */
export function relatedTo(related: ToOne, name: string): Descriptor {
  const found = Object.hasOwn(related, name) ? related[name] : undefined;
  if (found === undefined) throw noSuchRelationship(name);
  return found;
}

interface ReadScope {
  /** The file that the relationships are about. */
  readonly file: FileItem;
  readonly caller: Caller;
  /** `<origin>/api/v3`. */
  readonly api: string;
  readonly choice: operations.AttributeChoice;
}

/** The whole of it: the file, or a user, of whom other users are told the name alone. */
export async function relatedObject(
  report: ReportApp,
  { type, id }: Descriptor,
  { file, caller, api, choice }: ReadScope,
): Promise<Resource> {
  if (type === 'user') return { type, id, links: { self: `${api}/users/${id}` }, attributes: {} };
  const found = await readReport(report.scans, file.UserID, file.FileID);
  const { attributes, exclude_attributes } = choice;
  return fileObject(file, found, { api, reader: caller.userId, attributes, exclude_attributes });
}
