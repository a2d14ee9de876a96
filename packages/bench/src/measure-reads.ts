import { type Api, bytesSource, signToken } from '@assay/cli';
import type { Credentials } from '@assay/contracts';
import autocannon from 'autocannon';
import { makeExecutable } from './make-executable.ts';
import type { Figure } from './report.ts';
import { untilComplete } from './until-complete.ts';

const FILE_BYTES = 100_000;
const CONNECTIONS = 50;
const WARM_UP_S = 10;
const SECONDS = 10;

/**
 * Reads the report of one scanned file with as many connections as issue 3 names, each sending its next request when the
 * answer to the last one is there. The load generator takes its part of the same cores.
 */
export async function measureReads(api: Api, credentials: Credentials): Promise<Figure[]> {
  const { meta } = await api.upload(bytesSource('read-me.exe', makeExecutable(FILE_BYTES)));
  await untilComplete(api, { sha256: meta.file_info.sha256, scanId: meta.scanid });
  const target = {
    url: `${credentials.url}/api/v3/files/${meta.file_info.sha256}`,
    headers: { authorization: `Bearer ${signToken(credentials)}` },
    connections: CONNECTIONS,
  };
  await autocannon({ ...target, duration: WARM_UP_S });
  const result = await autocannon({ ...target, duration: SECONDS });
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(`${result.non2xx} answers were no 200, ${result.errors} requests failed`);
  }
  return [
    {
      what: 'authenticated reads of a file report, 50 connections',
      value: result.requests.average,
      unit: '/s',
      bound: { least: 2000 },
    },
    { what: 'the same, p99', value: result.latency.p99, unit: 'ms', bound: { most: 25 } },
    {
      what: 'bytes of one such answer',
      value: result.throughput.total / result.requests.total,
      unit: 'B',
      bound: null,
    },
  ];
}
