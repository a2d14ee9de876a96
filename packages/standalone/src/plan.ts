import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataDirectory } from './data/open-data-directory.ts';
import { freePort } from './supervisor/free-port.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Addresses and programs, chosen once for a run: what is restarted comes back at the same place. */
export interface Plan {
  readonly pool: string;
  readonly tableName: string;
  readonly publicPort: number;
  readonly publicOpsPort: number;
  readonly ingestOpsPort: number;
  readonly workerOpsPort: number;
  readonly queuePort: number;
  readonly tablePort: number;
  readonly redisSocket: string;
  readonly redisPidFile: string;
  readonly ingestSocket: string;
  readonly hostSocket: string;
  /** Where the worker puts samples for the engine host. */
  readonly samplesFolder: string;
  readonly redisServer: string;
  readonly engineHost: string;
}

/** `port` 0 takes a free one; `path` is where programs are looked for. */
export async function makePlan(data: DataDirectory, port: number, path: string): Promise<Plan> {
  const [publicPort, publicOpsPort, ingestOpsPort, workerOpsPort, queuePort, tablePort] = await distinctPorts(6);
  return {
    pool: poolOf(process.platform),
    tableName: 'UserFileMetadata',
    publicPort: port === 0 ? publicPort : port,
    publicOpsPort,
    ingestOpsPort,
    workerOpsPort,
    queuePort,
    tablePort,
    // Of this run alone: a Redis of a run that was killed removes its socket when it ends, which may be after we have begun.
    redisSocket: join(data.run, `redis-${process.pid}.sock`),
    redisPidFile: join(data.run, 'redis.pid'),
    ingestSocket: join(data.run, 'ingest.sock'),
    hostSocket: join(data.run, 'engines.sock'),
    samplesFolder: join(data.scratch, 'samples'),
    redisServer: findProgram('redis-server', path, 'apt-get install -y --no-install-recommends redis-server'),
    engineHost: findProgram(join(ROOT, '.venv/bin/assay-engine'), path, 'npm start'),
  };
}

/** The pool of engines that run on this system. */
function poolOf(platform: string): string {
  return platform === 'win32' ? 'windows' : 'linux';
}

type Six = [number, number, number, number, number, number];

async function distinctPorts(count: 6): Promise<Six> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports] as Six;
}

function findProgram(name: string, path: string, install: string): string {
  const folders = [...path.split(delimiter), '/usr/local/sbin', '/usr/sbin', '/opt/homebrew/bin'];
  const found = (name.startsWith('/') ? [''] : folders).map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) throw new Error(`${name} is not installed. Install it: ${install}`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
