import { z } from 'zod';
import { Collection, Descriptors, NamedObject, Resource } from '../http.ts';
import { operation } from '../operation.ts';
import { Page } from '../page.ts';
import { FileParams } from './params.ts';
import { AttributeChoice, OwnerChoice } from './selection.ts';

const related = {
  method: 'GET',
  under: ['v3'],
  service: 'report-api',
  tag: 'Relationships',
  errors: ['not-found'],
} as const;

const RelationshipParams = FileParams.extend({
  relationship: z.string().describe('As `metadata` names them.').meta({ example: 'analyses' }),
});

export const relatedToFile = operation({
  ...related,
  id: 'relatedToFile',
  path: '/files/{id}/{relationship}',
  errors: ['not-found', 'too-long'],
  summary: 'What a file is related to',
  description: 'What VirusTotal knows and Assay cannot know (such as contacted hosts) is an empty list.',
  params: RelationshipParams,
  query: Page.extend({
    ...AttributeChoice.shape,
    ...OwnerChoice.shape,
    relationships: z
      .string()
      .max(4096)
      .optional()
      .describe('Relationships that are put into each analysis, comment or vote, separated by commas.'),
  }),
  answer: { description: 'A page of objects.', schema: Collection },
});

export const namedByFile = operation({
  ...related,
  id: 'namedByFile',
  path: '/files/{id}/relationships/{relationship}',
  errors: ['not-found', 'too-long'],
  summary: 'The same, by type and id alone',
  params: RelationshipParams,
  query: Page.extend(OwnerChoice.shape),
  answer: { description: 'A page of types and ids.', schema: Descriptors },
});

const AnalysisParams = z.object({ id: z.string().describe('Base64 of `<md5>:<scan id>`.') });

export const getAnalysisItem = operation({
  ...related,
  id: 'getAnalysisItem',
  path: '/analyses/{id}/item',
  summary: 'The file that was analysed',
  cost: 'free',
  params: AnalysisParams,
  query: AttributeChoice,
  answer: { description: 'The file object.', schema: z.object({ data: Resource }) },
});

export const namedByAnalysis = operation({
  ...related,
  id: 'namedByAnalysis',
  path: '/analyses/{id}/relationships/item',
  summary: 'The same, by type and id alone',
  cost: 'free',
  params: AnalysisParams,
  answer: { description: 'Type and id.', schema: NamedObject },
});

export const getSubmission = operation({
  ...related,
  id: 'getSubmission',
  path: '/submission/{id}',
  summary: 'A submission of a file',
  params: z.object({ id: z.string().describe('`f-<sha256>-<20 digits>`.') }),
  query: OwnerChoice,
  answer: { description: 'The submission.', schema: z.object({ data: Resource }) },
});

export const RELATIONSHIPS = [relatedToFile, namedByFile, getAnalysisItem, namedByAnalysis, getSubmission];
