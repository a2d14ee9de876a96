import type { Descriptor, Relationship } from '@assay/contracts';

/** A relationship to exactly one object, of the object under `self`. */
export function toOne(self: string, name: string, data: Descriptor): Relationship {
  return { data, links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } };
}
