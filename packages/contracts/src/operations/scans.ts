import { z } from 'zod';
import { Analysis, ScanBrief, ScanDetail, ScanEngineResult, ScanLogs, ScanResultList } from '../http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf } from '../page.ts';
import { ANALYSIS_RELATIONSHIPS } from '../relationships.ts';
import { EngineParams, FileParams, ScanParams } from './params.ts';
import { OwnerChoice, relationshipChoice } from './selection.ts';

/** Without `limit`, all scans of a file up to this many. */
export const MAX_SCANS = 1000;

/** How long a request may wait for a scan. */
const Wait = z.coerce
  .number()
  .int()
  .min(0)
  .max(60)
  .optional()
  .describe('Seconds, up to 60: answers as soon as it is complete, or when the time is over. At once when absent.');

const scans = {
  method: 'GET',
  under: ['v1', 'v3'],
  service: 'report-api',
  tag: 'Scans',
  errors: ['not-found'],
} as const;

export const listScans = operation({
  ...scans,
  id: 'listScans',
  path: '/files/{id}/scans',
  summary: 'The scans of a file, newest first',
  params: FileParams,
  query: OwnerChoice.extend({ limit: limitOf(MAX_SCANS, MAX_SCANS), cursor: Cursor }),
  answer: { description: 'A bare array; a `Link` header leads to the next page.', schema: z.array(ScanBrief) },
});

export const getScan = operation({
  ...scans,
  id: 'getScan',
  path: '/files/{id}/scans/{scan_id}',
  summary: 'A scan with every engine, also while it runs',
  cost: 'free',
  params: ScanParams,
  query: OwnerChoice.extend({ wait: Wait }),
  answer: { description: 'The scan.', schema: ScanDetail },
  errors: ['not-found', 'busy'],
});

export const listResults = operation({
  ...scans,
  id: 'listResults',
  path: '/files/{id}/scans/{scan_id}/results',
  summary: 'The engines of a scan',
  cost: 'free',
  params: ScanParams,
  query: OwnerChoice,
  answer: { description: 'The engines.', schema: ScanResultList },
});

export const getResult = operation({
  ...scans,
  id: 'getResult',
  path: '/files/{id}/scans/{scan_id}/results/{engine}',
  summary: 'One engine with everything that it found',
  params: EngineParams,
  query: OwnerChoice,
  answer: { description: 'The result.', schema: ScanEngineResult },
});

const LogQuery = OwnerChoice.extend({
  format: z.enum(['json', 'text']).optional().describe('`text` also by `Accept: text/plain`; JSON when absent.'),
});
const logs = { description: 'The lines so far.', schema: ScanLogs, types: ['text/plain'] };

export const getLogs = operation({
  ...scans,
  id: 'getLogs',
  path: '/files/{id}/scans/{scan_id}/logs',
  summary: 'The logs of all engines of a scan',
  cost: 'free',
  params: ScanParams,
  query: LogQuery,
  answer: logs,
});

export const getEngineLog = operation({
  ...scans,
  id: 'getEngineLog',
  path: '/files/{id}/scans/{scan_id}/logs/{engine}',
  summary: "One engine's log of a scan",
  cost: 'free',
  params: EngineParams,
  query: LogQuery,
  answer: logs,
});

export const scanEvents = operation({
  ...scans,
  id: 'scanEvents',
  path: '/files/{id}/scans/{scan_id}/events',
  summary: 'A scan live: a snapshot, then `scan`, `engine` and `log` events, then `end`',
  cost: 'free',
  params: ScanParams,
  query: OwnerChoice,
  answer: { description: 'Server-sent events; resume with `Last-Event-ID`.', types: ['text/event-stream'] },
  errors: ['not-found', 'busy'],
});

export const userEvents = operation({
  ...scans,
  id: 'userEvents',
  path: '/events',
  under: ['v1'],
  summary: 'All my scans live: a snapshot, then `scan` and `engine` events',
  cost: 'free',
  query: OwnerChoice,
  answer: { description: 'Server-sent events; resume with `Last-Event-ID`.', types: ['text/event-stream'] },
  errors: ['busy', 'forbidden'],
});

export const getAnalysis = operation({
  ...scans,
  id: 'getAnalysis',
  path: '/analyses/{id}',
  under: ['v3'],
  summary: "VirusTotal's analysis; `stats` and `results` are filled when it is `completed`",
  cost: 'free',
  params: z.object({ id: z.string().describe('Base64 of `<md5>:<scan id>`.') }),
  query: relationshipChoice(ANALYSIS_RELATIONSHIPS).extend({ wait: Wait }),
  answer: { description: 'The analysis.', schema: Analysis },
  errors: ['not-found', 'busy'],
});

export const SCANS = [
  listScans,
  getScan,
  listResults,
  getResult,
  getLogs,
  getEngineLog,
  scanEvents,
  userEvents,
  getAnalysis,
];
