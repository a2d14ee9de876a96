import type { Descriptor, Relationship } from '@assay/contracts';

/** To which object each relationship of an object leads, where each leads to exactly one. */
export type ToOne<Name extends string = string> = Readonly<Record<Name, Descriptor>>;

/** A relationship to exactly one object, of the object under `self`. */
export function toOne(self: string, name: string, data: Descriptor): Relationship {
  return { data, links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } };
}

/** What an object has of `relationships` when these are asked for; nothing when none is. */
export function embeddedToOne(
  self: string,
  related: ToOne,
  asked: ReadonlySet<string> | undefined,
): { relationships?: Record<string, Relationship> } {
  const chosen = Object.entries(related).filter(([name]) => asked?.has(name) ?? false);
  if (chosen.length === 0) return {};
  return { relationships: Object.fromEntries(chosen.map(([name, data]) => [name, toOne(self, name, data)])) };
}
