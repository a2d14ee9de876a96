import { z } from 'zod';
import { UserName } from '../ids.ts';

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

/** Which relationships are put into an object. */
export const RelationshipChoice = z.object({
  relationships: Names.optional().describe('Names of relationships whose first page is put in, separated by commas.'),
});

/** Whose file is meant when several have it. */
export const OwnerChoice = z.object({
  owner: UserName.optional().describe(
    'User name; for analysts, who see files of others. When absent: the caller’s own, else whoever has it.',
  ),
});
