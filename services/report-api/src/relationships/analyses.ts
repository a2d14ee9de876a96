import { analysisId, type Resource, type ScanItem } from '@assay/contracts';
import { readScan } from '@assay/scans';
import { chooseAttributes } from '../files/choose-attributes.ts';
import type { ReportApp } from '../report-app.ts';
import { analysisObject } from '../scans/analysis-object.ts';
import { collectScans } from '../scans/collect-scans.ts';
import type { Relation, RelationScope } from './relation.ts';

export const analyses: Relation = async (report, scope, { limit, after }) => {
  const page = await collectScans(report.table, scope.file, limit, after);
  const items = page.items.map((scan) => ({
    type: 'analysis',
    id: analysisId(scan.MD5, scan.ScanID),
    read: () => analysisResource(report, scope, scan),
  }));
  // Scans are large items, so only a list that is whole is counted.
  const whole = after === undefined && page.next === null;
  return { items, next: page.next, count: whole ? items.length : undefined };
};

async function analysisResource(
  report: ReportApp,
  { file, api, choice }: RelationScope,
  scan: ScanItem,
): Promise<Resource | null> {
  const view = await readScan(report.scans, file.UserID, file.FileID, scan.ScanID);
  if (view === null) return null;
  const { type, id, links, attributes, relationships } = analysisObject(view, api, choice).data;
  return {
    type,
    id,
    links: { self: links.self },
    attributes: chooseAttributes(attributes, choice) as NonNullable<Resource['attributes']>,
    ...(relationships === undefined ? {} : { relationships }),
  };
}
