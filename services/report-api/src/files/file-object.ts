import type { FileItem, FileResource, operations, Relationship, ScanResults } from '@assay/contracts';
import { ownerOf } from '@assay/scans';
import { chooseAttributes } from './choose-attributes.ts';
import { fileAttributes } from './file-attributes.ts';

/** What of a file object is answered, and under which address. */
export interface FileView extends operations.AttributeChoice {
  /** `<origin>/api/v3`, without a trailing slash. */
  readonly api: string;
  /** User id of the reader; of somebody else's file they are told whose it is. */
  readonly reader: string;
  readonly relationships?: Readonly<Record<string, Relationship>> | undefined;
}

/** VirusTotal's file object of a file and its merged report. */
export function fileObject(file: FileItem, report: ScanResults | null, view: FileView): FileResource {
  const context = ownerContext(file, view.reader);
  return {
    type: 'file',
    id: file.FileID,
    links: { self: `${view.api}/files/${file.FileID}` },
    attributes: chooseAttributes(fileAttributes(file, report), view) as FileResource['attributes'],
    ...(view.relationships === undefined ? {} : { relationships: view.relationships }),
    ...(context === null ? {} : { context_attributes: context }),
  };
}

/** Whose a file is, for a reader (a user id) whose it is not; null for their own. */
export function ownerContext(file: FileItem, reader: string): { owner: string } | null {
  return file.UserID === reader ? null : { owner: ownerOf(file) };
}
