import { z } from 'zod';
import { operation } from '../operation.ts';
import { FileParams } from './params.ts';
import { OwnerChoice } from './selection.ts';

/** What VirusTotal's clients ask for and Assay has nothing to say about, in the shape that they expect. */
const virustotal = { method: 'GET', under: ['v3'], service: 'report-api', tag: 'VirusTotal' } as const;
const behaviour = {
  ...virustotal,
  description: 'No engine runs files, so it is empty.',
  params: FileParams,
  query: OwnerChoice,
  errors: ['not-found'],
} as const;

export const popularThreatCategories = operation({
  ...virustotal,
  id: 'popularThreatCategories',
  path: '/popular_threat_categories',
  summary: 'The categories of `popular_threat_classification`',
  answer: {
    description: 'The categories, spelled as VirusTotal does.',
    schema: z.object({ data: z.array(z.string()) }),
  },
});

export const behaviourSummary = operation({
  ...behaviour,
  id: 'behaviourSummary',
  path: '/files/{id}/behaviour_summary',
  summary: 'What a file did when it was run',
  answer: { description: 'Empty.', schema: z.object({ data: z.object({}) }) },
});

export const behaviourMitreTrees = operation({
  ...behaviour,
  id: 'behaviourMitreTrees',
  path: '/files/{id}/behaviour_mitre_trees',
  summary: 'The same by tactics and techniques',
  answer: { description: 'Empty.', schema: z.object({ data: z.object({}) }) },
});

export const VIRUSTOTAL = [popularThreatCategories, behaviourSummary, behaviourMitreTrees];
