import { AssayError, USER_RELATIONSHIPS, type UserRelationship } from '@assay/contracts';

/**
 * A relationship of the user under `self`, which leads nowhere: an empty list where VirusTotal has several groups, null
 * where it has one. Throws not-found for a name that is none.
 */
export function userRelationship(self: string, name: string): UserRelationship {
  const relationship = USER_RELATIONSHIPS.find((each) => each.name === name);
  if (relationship === undefined) {
    throw new AssayError('not-found', `Relationship "${name.slice(0, 64)}" not found`);
  }
  const links = { self: `${self}/relationships/${name}`, related: `${self}/${name}` };
  return relationship.many ? { data: [], meta: { count: 0 }, links } : { data: null, links };
}
