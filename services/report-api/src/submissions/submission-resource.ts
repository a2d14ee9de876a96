import type { operations, Resource, SubmissionItem } from '@assay/contracts';
import { chooseAttributes } from '../files/choose-attributes.ts';
import { epoch } from '../files/epoch.ts';

/** The id of a submission of a file. */
export function submissionId(sha256: string, id: string): string {
  return `f-${sha256}-${id}`;
}

/** The two halves of such an id, or null when it is none. */
export function parseSubmissionId(id: string): { sha256: string; submissionId: string } | null {
  const [, sha256, last] = /^f-([0-9a-f]{64})-(\d{20})$/i.exec(id) ?? [];
  return sha256 === undefined || last === undefined ? null : { sha256: sha256.toLowerCase(), submissionId: last };
}

/** VirusTotal's submission, as far as it is known: where in the world it came from is not. */
export function submissionResource(
  item: SubmissionItem,
  sha256: string,
  api: string,
  choice: operations.AttributeChoice = {},
): Resource {
  const id = submissionId(sha256, item.SubmissionID);
  const attributes = {
    date: epoch(item.Created),
    name: item.Filename,
    interface: 'api',
    ...(item.Token === null ? {} : { source_key: item.Token }),
    ...(item.Client === null ? {} : { client: item.Client }),
  };
  return {
    type: 'submission',
    id,
    links: { self: `${api}/submission/${id}` },
    attributes: chooseAttributes(attributes, choice) as NonNullable<Resource['attributes']>,
  };
}
