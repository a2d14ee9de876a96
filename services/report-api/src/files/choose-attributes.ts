import type { operations } from '@assay/contracts';

/** The attributes that a caller asked for; all when they asked for none in particular. */
export function chooseAttributes<A extends object>(attributes: A, choice: operations.AttributeChoice): Partial<A> {
  const { attributes: only, exclude_attributes: without } = choice;
  if (only === undefined && without === undefined) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => (only?.has(name) ?? true) && !(without?.has(name) ?? false)),
  ) as Partial<A>;
}
