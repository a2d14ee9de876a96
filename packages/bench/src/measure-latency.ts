import { type Api, bytesSource } from '@assay/cli';
import { makeExecutable } from './make-executable.ts';
import { untilComplete } from './until-complete.ts';

const FILE_BYTES = 100_000;

export interface Latency {
  /** From the first byte of the upload to the event that the scan is complete, in milliseconds. */
  readonly totalMs: number;
  /** Engines that completed. */
  readonly engines: number;
}

/** Uploads executables of 100 KB, one after the other, each new, and waits for the last verdict of each. */
export async function measureLatency(api: Api, count: number): Promise<Latency[]> {
  const results: Latency[] = [];
  for (let at = 0; at < count; at += 1) results.push(await one(api, `sample-${at}.exe`));
  return results;
}

async function one(api: Api, name: string): Promise<Latency> {
  const content = makeExecutable(FILE_BYTES);
  const began = performance.now();
  const { meta } = await api.upload(bytesSource(name, content));
  await untilComplete(api, { sha256: meta.file_info.sha256, scanId: meta.scanid });
  const totalMs = performance.now() - began;
  const scan = await api.scan(meta.file_info.sha256, meta.scanid);
  return { totalMs, engines: scan.engines.filter(({ outcome }) => outcome === 'completed').length };
}
