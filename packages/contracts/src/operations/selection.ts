import { z } from 'zod';
import { UserName } from '../ids.ts';
import type { RelationshipName } from '../relationships.ts';

/** Names separated by commas, as a set. */
const Names = z
  .string()
  .max(4096)
  .transform((text) => new Set(text.split(',').map((name) => name.trim())));

/** What of an object is answered; the same on one object and on a collection. */
export const AttributeChoice = z.object({
  attributes: Names.optional().describe('Only these attributes, separated by commas.'),
  exclude_attributes: Names.optional().describe('All attributes but these.'),
});
export type AttributeChoice = z.output<typeof AttributeChoice>;

/** Which of these relationships are put into an object; any other name is a fault. */
export function relationshipChoice(known: readonly RelationshipName[], most = known.length) {
  const names = new Set(known.map(({ name }) => name));
  const few = known.length <= 4 ? known.map(({ name }) => `\`${name}\``).join(', ') : 'as `metadata` names them';
  return z.object({
    relationships: Names.transform((asked, context) => {
      // An empty text between commas names nothing.
      const chosen = new Set([...asked].filter((name) => name !== ''));
      const unknown = [...chosen].find((name) => !names.has(name));
      if (unknown !== undefined) {
        context.addIssue({ code: 'custom', message: `there is no "${unknown.slice(0, 64)}" here` });
      } else if (chosen.size > most) {
        context.addIssue({ code: 'custom', message: `at most ${most} here` });
      }
      return chosen;
    })
      .optional()
      .describe(`Relationships whose first page is put in, separated by commas: ${few}.`),
  });
}
export type RelationshipChoice = z.output<ReturnType<typeof relationshipChoice>>;

/** Whose file is meant when several have it. */
export const OwnerChoice = z.object({
  owner: UserName.optional().describe(
    'User name; for analysts, who see files of others. When absent: the caller’s own, else whoever has it.',
  ),
});
