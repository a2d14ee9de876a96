import type { ScanDetail } from '@assay/contracts';
import type { z } from 'zod';
import type { Paint } from '../output.ts';
import { bytes } from './amounts.ts';
import { verdictPainter } from './paint-verdict.ts';
import { printable } from './printable.ts';
import { verdictTable } from './verdict-table.ts';
import { padEnd } from './width.ts';

type Scan = z.infer<typeof ScanDetail>;

interface FileData {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A file and its newest scan, for a person. */
export function showReport({ id, attributes }: FileData, scan: Scan | null, paint: Paint): string[] {
  const facts: [string, unknown][] = [
    ['SHA-256', id],
    ['SHA-1', attributes.sha1],
    ['MD5', attributes.md5],
    ['name', attributes.meaningful_name],
    ['size', typeof attributes.size === 'number' ? bytes(attributes.size) : undefined],
    ['type', attributes.type_description],
    ['tags', list(attributes.tags)],
    ['threat', (attributes.popular_threat_classification as Record<string, unknown>)?.suggested_threat_label],
    ['submitted', attributes.times_submitted],
    ['first seen', moment(attributes.first_submission_date)],
    ['last scanned', moment(attributes.last_analysis_date)],
  ];
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  const lines = known.map(([name, value]) => `  ${padEnd(name, 14)}${printable(String(value))}`);
  return scan === null ? lines : [...lines, '', ...showScan(scan, paint)];
}

/** A scan for a person: every engine, then the verdict. */
export function showScan(scan: Scan, paint: Paint): string[] {
  const { expected, completed } = scan.detecting;
  const colour = verdictPainter(paint);
  const verdict = scan.status === 'complete' ? (scan.verdict ?? 'unknown') : scan.status;
  return [
    ...verdictTable(scan, [], colour),
    `  verdict: ${colour(verdict)} (${completed} of ${expected} detecting engines completed)`,
  ];
}

function list(value: unknown): string | undefined {
  return Array.isArray(value) ? value.join(', ') : undefined;
}

/** Unix seconds as a moment in UTC. */
function moment(value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined;
  return `${new Date(value * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
