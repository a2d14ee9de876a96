import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../../../.venv/bin/schemathesis', import.meta.url));

/** Several times what a run takes on a machine with other work. */
const RUN_MS = 900_000;

/** The same calls in every run. */
const SEED = '20261124';

const NO_CALLS = '{"log":{"entries":[]}}';

export interface FuzzOptions {
  readonly origin: string;
  readonly world: string;
  readonly maxExamples: number;
  readonly checks: readonly string[];
  /** Operations that cannot be called in this way, by their ids. */
  readonly without: readonly string[];
}

export interface Fuzzed {
  readonly code: number;
  /** What the fuzzer said. */
  readonly text: string;
  /** Every request and answer, as HAR. */
  readonly har: string;
}

/** Runs the fuzzer on the description that the service itself gives. */
export async function runFuzzer({ origin, world, maxExamples, checks, without }: FuzzOptions): Promise<Fuzzed> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-fuzz-'));
  const har = join(folder, 'fuzz.har');
  try {
    const { code, text } = await run(
      [
        'run',
        `${origin}/api/openapi.json`,
        ...['--checks', checks.join(',')],
        ...['--phases', 'examples,coverage,fuzzing'],
        ...['--max-examples', String(maxExamples), '--seed', SEED, '--generation-database', 'none'],
        ...['--generation-with-security-parameters', 'false', '--suppress-health-check', 'all'],
        ...['--request-timeout', '20', '--continue-on-failure', '--no-shrink', '--no-color', '--warnings', 'off'],
        ...['--report-har-path', har, '--output-sanitize', 'false', '--output-truncate', 'false'],
        ...without.flatMap((id) => ['--exclude-operation-id', id]),
      ],
      { ASSAY_WORLD: world, SCHEMATHESIS_HOOKS: 'fuzz_hooks', PYTHONPATH: HERE, PYTHONDONTWRITEBYTECODE: '1' },
      folder,
    );
    return { code, text, har: await readFile(har, 'utf8').catch(() => NO_CALLS) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: string[], env: Record<string, string>, cwd: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    // Killed, it has found nothing and said so to nobody: that is a failure as well.
    const options = {
      timeout: RUN_MS,
      killSignal: 'SIGKILL' as const,
      env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env },
      cwd,
      maxBuffer: 2 ** 28,
    };
    execFile(PROGRAM, args, options, (fault, stdout, stderr) => {
      resolve({ code: fault === null ? 0 : Number(fault.code ?? 1), text: `${stdout}\n${stderr}` });
    });
  });
}
