import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StandaloneConfig } from './config.ts';
import type { DataDirectory } from './data/open-data-directory.ts';
import type { Secrets } from './data/secrets.ts';
import type { Plan } from './plan.ts';
import type { Provisioned } from './provision.ts';
import type { ProcessSpec } from './supervisor/process-spec.ts';
import { acceptsConnections, answers } from './supervisor/serves.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SECOND = 1000;

/** What the clients of the embedded AWS sign with; it checks no signature. */
const AWS = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'assay',
  AWS_SECRET_ACCESS_KEY: 'assay',
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Of the environment around us, what programs need to find their way. Nothing else is passed on. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'SystemRoot'];
/** How the signature updater, and nothing else, reaches the outside. */
const OUTBOUND = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'SSL_CERT_FILE'];

/**
 * What a process at rest holds of the young generation is memory that nobody else has, and on one machine most are at
 * rest most of the time. The public one has twice as much: requests cost it a tenth less (docs/decisions/0086).
 */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=4';
const PUBLIC_YOUNG_GENERATION = '--max-semi-space-size=8';

/** How long one poll of a queue waits: the stop waits for it, and on this machine asking again costs next to nothing. */
const POLL_WAIT_S = '1';

export interface Surroundings {
  readonly config: StandaloneConfig;
  readonly data: DataDirectory;
  readonly secrets: Secrets;
  readonly plan: Plan;
  /** The environment of this process. */
  readonly outside: Readonly<Record<string, string | undefined>>;
}

/** Redis, queues and table: what everything else stands on. */
export function helperProcesses({ data, plan, outside }: Surroundings): ProcessSpec[] {
  const env = pick(outside, PASSED_ON);
  const redis = [
    plan.redisServer,
    ...['--port', '0', '--unixsocket', plan.redisSocket, '--unixsocketperm', '700'],
    ...['--save', '', '--appendonly', 'no', '--dir', data.run],
    // Nothing in it that cannot be made again, so what was used least goes when it is full.
    ...['--maxmemory', '128mb', '--maxmemory-policy', 'allkeys-lru', '--pidfile', plan.redisPidFile],
  ];
  return [
    {
      name: 'redis',
      command: '/bin/sh',
      args: [join(HERE, 'processes/guard.sh'), ...redis],
      env,
      serves: acceptsConnections({ path: plan.redisSocket }),
      startMs: 10 * SECOND,
      stopMs: 5 * SECOND,
    },
    {
      name: 'queue',
      ...node('processes/queue.ts', String(plan.queuePort), data.queues),
      env,
      serves: acceptsConnections({ host: '127.0.0.1', port: plan.queuePort }),
      startMs: 30 * SECOND,
      stopMs: 10 * SECOND,
    },
    {
      name: 'table',
      ...node('processes/table.ts', String(plan.tablePort), data.table, plan.tableName),
      env: { ...env, AWS_REGION: AWS.AWS_REGION },
      serves: acceptsConnections({ host: '127.0.0.1', port: plan.tablePort }),
      startMs: 30 * SECOND,
      stopMs: 10 * SECOND,
    },
  ];
}

/** The services and the engine host. */
export function serviceProcesses(around: Surroundings, events: Provisioned): ProcessSpec[] {
  return [
    publicProcess(around, events),
    ingestProcess(around, events),
    hostProcess(around),
    workerProcess(around, events),
  ];
}

function publicProcess(around: Surroundings, events: Provisioned): ProcessSpec {
  const { config, plan, secrets } = around;
  return {
    name: 'public',
    ...node('processes/public.ts'),
    env: {
      ...serviceEnv(around),
      ...storeEnv(around),
      NODE_OPTIONS: PUBLIC_YOUNG_GENERATION,
      TOPIC_ARN: events.topicArn,
      TICKET_KEY: secrets.ticketKey,
      CURSOR_KEY: secrets.cursorKey,
      SEAL_KEY_FILE: secrets.sealKeyFile,
      HOST: config.ASSAY_HOST,
      PORT: String(plan.publicPort),
      OPS_PORT: String(plan.publicOpsPort),
      ...given({ MAX_FILE_BYTES: config.MAX_FILE_BYTES }),
      ...limitsEnv(config),
      ...accountsEnv(config),
      ...webhookEnv(around),
    },
    serves: answers(`http://127.0.0.1:${plan.publicOpsPort}/readyz`),
    startMs: 30 * SECOND,
    stopMs: config.DRAIN_MS + 5 * SECOND,
  };
}

/** Proxies and limits, as every public service is told of them. */
function limitsEnv(config: StandaloneConfig): Record<string, string> {
  const { TRUST_PROXY, REQUESTS_PER_MINUTE, REQUESTS_PER_DAY, UPLOADS_PER_DAY, UPLOAD_BYTES_PER_DAY } = config;
  const { REFUSALS_PER_ADDRESS, ANONYMOUS_PER_ADDRESS } = config;
  const quotas = { REQUESTS_PER_MINUTE, REQUESTS_PER_DAY, UPLOADS_PER_DAY, UPLOAD_BYTES_PER_DAY };
  return given({ TRUST_PROXY, ...quotas, REFUSALS_PER_ADDRESS, ANONYMOUS_PER_ADDRESS });
}

/** Registration and sign-in, as accounts-api is told of them. */
function accountsEnv(config: StandaloneConfig): Record<string, string> {
  const { REGISTRATION, OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET, OPENID_SCOPES } = config;
  const { OPENID_CREATE_USERS, OPENID_NAME_CLAIM, OPENID_ROLE_CLAIM, OPENID_ROLES } = config;
  const provider = { OPENID_ISSUER, OPENID_CLIENT_ID, OPENID_CLIENT_SECRET, OPENID_SCOPES };
  const rules = { OPENID_CREATE_USERS, OPENID_NAME_CLAIM, OPENID_ROLE_CLAIM, OPENID_ROLES };
  return given({ REGISTRATION, ...provider, ...rules });
}

/** Alike where webhooks are made and where they are sent. Only who listens on this machine alone may send to it. */
function webhookEnv({ config, secrets }: Surroundings): Record<string, string> {
  const alone = ['127.0.0.1', '::1', 'localhost'].includes(config.ASSAY_HOST);
  return {
    WEBHOOK_KEY: secrets.webhookKey,
    WEBHOOK_ALLOW_HTTP: config.WEBHOOK_ALLOW_HTTP ?? (alone ? '1' : '0'),
    WEBHOOK_ALLOW_NETWORKS: config.WEBHOOK_ALLOW_NETWORKS ?? (alone ? '127.0.0.0/8,::1' : ''),
  };
}

function ingestProcess(around: Surroundings, events: Provisioned): ProcessSpec {
  const { config, plan, secrets } = around;
  return {
    name: 'results-ingest',
    ...node(join(ROOT, 'services/results-ingest/src/main.ts')),
    env: {
      NODE_OPTIONS: SMALL_YOUNG_GENERATION,
      ...serviceEnv(around),
      ...storeEnv(around),
      TOPIC_ARN: events.topicArn,
      QUEUES: JSON.stringify(events.queues),
      POOL_TOKENS: JSON.stringify(secrets.poolTokens),
      TICKET_KEY: secrets.ticketKey,
      CLAIM_KEY: secrets.claimKey,
      COMPLETED_TOPIC_ARN: events.completedTopicArn,
      ...webhookEnv(around),
      HOST: `unix:${plan.ingestSocket}`,
      OPS_PORT: String(plan.ingestOpsPort),
      POLL_WAIT_S,
      ...given({
        LEASE_S: config.LEASE_S,
        UNCLAIMED_S: config.UNCLAIMED_S,
        SWEEP_INTERVAL_MS: config.SWEEP_INTERVAL_MS,
      }),
    },
    serves: acceptsConnections({ path: plan.ingestSocket }),
    startMs: 30 * SECOND,
    stopMs: config.DRAIN_MS + 5 * SECOND,
  };
}

function hostProcess({ data, plan, outside }: Surroundings): ProcessSpec {
  return {
    name: 'engine-host',
    command: plan.engineHost,
    args: [
      ...['host', '--exit-with-stdin', '--socket', plan.hostSocket],
      ...['--scratch', data.scratch, '--samples', plan.samplesFolder, '--data', data.engines],
      // No engine asks for macOS, and those for Linux are Python that runs there too.
      ...(process.platform === 'darwin' ? ['--os', 'linux'] : []),
    ],
    env: { ...pick(outside, PASSED_ON), PYTHONUNBUFFERED: '1' },
    serves: acceptsConnections({ path: plan.hostSocket }),
    startMs: 60 * SECOND,
    stopMs: 10 * SECOND,
  };
}

function workerProcess(around: Surroundings, events: Provisioned): ProcessSpec {
  const { config, plan, secrets } = around;
  return {
    name: 'scan-worker',
    ...node(join(ROOT, 'services/scan-worker/src/main.ts')),
    env: {
      NODE_OPTIONS: SMALL_YOUNG_GENERATION,
      ...serviceEnv(around),
      POOL: plan.pool,
      POOL_TOKEN: secrets.poolTokens[plan.pool] ?? '',
      QUEUES: JSON.stringify(events.queues),
      INGEST_URL: `unix:${plan.ingestSocket}`,
      ENGINE_HOST_SOCKET: plan.hostSocket,
      SCRATCH_DIR: plan.samplesFolder,
      WORKER_ID: `${plan.pool}-standalone`,
      OPS_PORT: String(plan.workerOpsPort),
      POLL_WAIT_S,
      ...given({ VISIBILITY_S: config.VISIBILITY_S }),
    },
    serves: answers(`http://127.0.0.1:${plan.workerOpsPort}/readyz`),
    // Engines load their signatures here, and official ClamAV sets take a while.
    startMs: 180 * SECOND,
    stopMs: config.DRAIN_MS + 5 * SECOND,
  };
}

/** The whole environment of a signature updater. */
export function updaterEnv(outside: Surroundings['outside']): Record<string, string> {
  return pick(outside, [...PASSED_ON, ...OUTBOUND]);
}

/** What every service of ours takes. */
function serviceEnv({ plan, config, outside }: Surroundings): Record<string, string> {
  return {
    ...pick(outside, PASSED_ON),
    ...AWS,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${plan.queuePort}`,
    // The supervisor reads the lines and decides what the terminal shows.
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
    OPS_HOST: '127.0.0.1',
    DRAIN_MS: String(config.DRAIN_MS),
    ASSAY_EXIT_WITH_STDIN: '1',
  };
}

function storeEnv({ plan, data }: Surroundings): Record<string, string> {
  return {
    TABLE_ENDPOINT: `http://127.0.0.1:${plan.tablePort}`,
    TABLE_NAME: plan.tableName,
    REDIS_URL: `unix:${plan.redisSocket}`,
    SAMPLES_URL: pathToFileURL(data.samples).href,
    SEARCH_URL: pathToFileURL(join(data.search, 'search.db')).href.replace(/^file:/, 'sqlite:'),
  };
}

/** What the command that fills the search index needs to work beside this run, for `node --env-file`. */
export function rebuildSearchEnv(around: Surroundings): string {
  const env = { ...AWS, ...storeEnv(around), LOG_FORMAT: 'pretty' };
  return Object.entries(env)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join('');
}

function node(program: string, ...args: string[]): { command: string; args: string[] } {
  const file = program.startsWith('processes/') ? join(HERE, program) : program;
  return { command: process.execPath, args: ['--disable-warning=ExperimentalWarning', file, ...args] };
}

function pick(outside: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> {
  return given(Object.fromEntries(names.map((name) => [name, outside[name]])));
}

function given(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
