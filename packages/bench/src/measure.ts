import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent } from 'undici';
import { measureLatency } from './measure-latency.ts';
import { measureListing } from './measure-listing.ts';
import { measureReads } from './measure-reads.ts';
import { measureSearch } from './measure-search.ts';
import { measureThroughput, type Throughput } from './measure-throughput.ts';
import { measureVerification } from './measure-verification.ts';
import { growthDuring, MIB, type ProcessMemory, privateMemory, treeMemory } from './private-memory.ts';
import type { Figure } from './report.ts';
import { type RunningSystem, runSystem } from './run-system.ts';
import { percentile } from './statistics.ts';
import { untilComplete } from './until-complete.ts';
import { uploadStream } from './upload-stream.ts';

const WARM_UP = 15;
const SAMPLES = 60;
const ROUNDS = 5;
const AT_ONCE = 50;
const AT_ONCE_BYTES = 16 * MIB;
const LARGE_BYTES = 2 * 1024 * MIB;
/** After the last work, so that garbage collectors and write-backs have ended. */
const REST_MS = 10_000;

/**
 * Measures what docs/benchmarks.md names. First the system, while this process is small: its own garbage collector would
 * be seen as a slow answer otherwise; then the parts that need no system.
 */
export async function measure(
  data: string,
  outside: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<Figure[]> {
  const figures = await measureSystem(data, outside, say);
  say('verification …');
  figures.push(...(await measureVerification()));
  say('search …');
  figures.push(...(await measureSearch(dirname(data))));
  say('lists …');
  figures.push(...(await measureListing()));
  return figures;
}

/** Runs the system twice on a new data directory and measures the second run. */
async function measureSystem(data: string, outside: NodeJS.ProcessEnv, say: (text: string) => void): Promise<Figure[]> {
  say('first start …');
  const first = await runSystem(data, outside);
  await first.stop();
  say('second start …');
  const system = await runSystem(data, outside);
  const dispatcher = new Agent({ connections: AT_ONCE });
  try {
    await wait(REST_MS);
    const restBytes = privateMemory(system.pid('public')) ?? 0;
    const figures: Figure[] = [
      {
        what: 'second `npm start`, with its self-check',
        value: system.startMs / 1000,
        unit: 's',
        bound: { most: 10 },
      },
      ...memoryAtRest(treeMemory(system.process.pid ?? 0)),
    ];
    say('latency …');
    await measureLatency(system.api, WARM_UP);
    figures.push(...latencyFigures(await measureLatency(system.api, SAMPLES)));
    say('throughput …');
    figures.push(...throughputFigures(await measureThroughput(system.api, system.credentials, dispatcher, ROUNDS)));
    say('memory …');
    figures.push(...(await growthFigures(system, dispatcher, restBytes)));
    // Last of all, because a process that has answered tens of thousands of requests holds more than one that took uploads.
    say('reads …');
    figures.push(...(await measureReads(system.api, system.credentials)));
    return figures;
  } finally {
    await dispatcher.destroy();
    await system.stop();
  }
}

/** By how much the upload process grows above what it had at rest. */
async function growthFigures(system: RunningSystem, dispatcher: Agent, restBytes: number): Promise<Figure[]> {
  const { api, credentials } = system;
  const one = async () => untilComplete(api, await uploadStream(credentials, LARGE_BYTES, dispatcher));
  const large = await growthDuring(system.pid('public'), restBytes, one);
  const uploads = () =>
    Promise.all(Array.from({ length: AT_ONCE }, () => uploadStream(credentials, AT_ONCE_BYTES, dispatcher)));
  let uploaded: Awaited<ReturnType<typeof uploads>> = [];
  const crowd = await growthDuring(system.pid('public'), restBytes, async () => {
    uploaded = await uploads();
  });
  // Their engines would take the cores from what is measured next.
  for (const each of uploaded) await untilComplete(api, each);
  return [
    {
      what: 'growth of the upload process by one upload of 2 GiB',
      value: large / 1e6,
      unit: 'MB',
      bound: { most: 100 },
    },
    {
      what: 'growth of the upload process by 50 uploads of 16 MiB at once',
      value: crowd / 1e6,
      unit: 'MB',
      bound: { most: 200 },
    },
  ];
}

function throughputFigures({ hashing, upload, ratio }: Throughput): Figure[] {
  return [
    { what: 'MD5, SHA-1 and SHA-256 alone on one core', value: hashing, unit: 'MB/s', bound: null },
    { what: 'upload of 512 MiB', value: upload, unit: 'MB/s', bound: null },
    { what: 'upload against hashing alone', value: ratio, unit: '', bound: { least: 0.6 } },
  ];
}

function latencyFigures(measured: readonly { totalMs: number; engines: number }[]): Figure[] {
  const times = measured.map(({ totalMs }) => totalMs);
  return [
    {
      what: 'upload to last verdict, 100 KB executable, p50',
      value: percentile(times, 0.5),
      unit: 'ms',
      bound: { most: 250 },
    },
    { what: 'upload to last verdict, 100 KB executable, p95', value: percentile(times, 0.95), unit: 'ms', bound: null },
    {
      what: 'engines that completed on each of them',
      value: Math.min(...measured.map(({ engines }) => engines)),
      unit: '',
      bound: { least: 4 },
    },
  ];
}

function memoryAtRest(all: readonly ProcessMemory[]): Figure[] {
  const isClamd = ({ command }: ProcessMemory) => /clamd/.test(command.split(' ')[0] ?? '');
  const groups = Map.groupBy(all, (each) => (isClamd(each) ? 'clamd' : nameOf(each.command)));
  const total = all.filter((each) => !isClamd(each)).reduce((sum, { bytes }) => sum + bytes, 0);
  const each = [...groups].map(([name, members]) => ({
    what: `private memory at rest: ${name}`,
    value: members.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
    unit: 'MB',
    bound: null,
  }));
  return [
    { what: 'private memory at rest of everything but clamd', value: total / 1e6, unit: 'MB', bound: { most: 800 } },
    ...each.sort((a, b) => b.value - a.value),
  ];
}

/** A process by what it runs. */
function nameOf(command: string): string {
  const known: readonly [RegExp, string][] = [
    [/setup\/start\.mjs/, 'set-up script'],
    [/standalone\/src\/main\.ts/, 'supervisor'],
    [/processes\/(\w+)\.ts/, ''],
    [/services\/([\w-]+)\//, ''],
    [/redis/, 'redis'],
  ];
  for (const [pattern, name] of known) {
    const found = pattern.exec(command);
    if (found !== null) return name === '' ? (found[1] ?? command) : name;
  }
  return /assay|python|bwrap/.test(command) ? 'engine host and engines' : (command.split(' ')[0] ?? 'unknown');
}
