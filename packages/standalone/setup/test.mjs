import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath } from './install-tools.mjs';
import { environment, ROOT, venvProgram } from './paths.mjs';
import { bold, green, red, say, seconds, tellFault } from './report.mjs';
import { runVisibly } from './run-visibly.mjs';
import { setUp } from './set-up.mjs';
import { countJunit, countVitest } from './test-counts.mjs';

/** `npm test`: every check and every test. All of them run, also when one fails; the summary names each. */
const RESULTS = join(ROOT, 'coverage');
const VITEST_RESULTS = join(RESULTS, 'vitest.json');
const PYTEST_RESULTS = join(RESULTS, 'pytest.xml');
const none = { passed: 0, failed: 0, skipped: 0 };

const scanners = () =>
  readdirSync(join(ROOT, 'scanners'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'scanners', entry.name, 'src')))
    .map((entry) => entry.name);
const python = (name, ...args) => [venvProgram(name), ...args];

const CHECKS = [
  { name: 'format and lint', command: () => ['biome', 'check', '.'] },
  { name: 'types', command: () => ['tsc', '--noEmit'] },
  { name: 'imports', command: () => ['depcruise', '--config', '.dependency-cruiser.mjs', 'packages', 'services'] },
  { name: 'Python lint', command: () => python('ruff', 'check', 'scanners') },
  { name: 'Python format', command: () => python('ruff', 'format', '--check', 'scanners') },
  {
    name: 'Python types',
    command: () =>
      python('mypy', '--config-file', 'scanners/pyproject.toml', ...scanners().map((name) => `scanners/${name}/src`)),
  },
  {
    name: 'Python tests',
    // Two processes, as vitest has workers: most of these tests start programs and wait for them.
    command: () =>
      python('pytest', '-c', 'scanners/pyproject.toml', 'scanners', '-n', '2', `--junitxml=${PYTEST_RESULTS}`),
    counts: () => countJunit(readFileSync(PYTEST_RESULTS, 'utf8')),
  },
  {
    name: 'tests',
    command: () => [
      'vitest',
      'run',
      '--config',
      'vitest.workspace.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${VITEST_RESULTS}`,
    ],
    counts: () => countVitest(JSON.parse(readFileSync(VITEST_RESULTS, 'utf8'))),
  },
];

async function runCheck({ name, command, counts }) {
  say(`\n${bold(`── ${name}`)}`);
  const began = performance.now();
  const [program, ...args] = command();
  const passed = await runVisibly(program, args, {
    cwd: ROOT,
    env: environment(nodePath, { NODE_OPTIONS: '--disable-warning=ExperimentalWarning' }),
  });
  const timeMs = performance.now() - began;
  try {
    return { name, timeMs, passed, counts: counts === undefined ? none : counts() };
  } catch (fault) {
    say(red(`No results of ${name} could be read: ${fault.message}`));
    return { name, timeMs, passed: false, counts: none };
  }
}

function summarise(results) {
  say(`\n${bold('── summary')}`);
  for (const { name, timeMs, passed, counts } of results) {
    const tests = counts === none ? '' : `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
    say(`  ${passed ? green('✓') : red('✗')} ${name.padEnd(20)} ${seconds(timeMs).padStart(9)}  ${tests}`);
  }
  const sum = (key) => results.reduce((total, { counts }) => total + counts[key], 0);
  // A check without tests of its own counts as one, so that a failed one shows in the closing line.
  const checks = results.filter(({ counts }) => counts === none);
  const failedChecks = checks.filter(({ passed }) => !passed).length;
  say(`\n${sum('passed') + checks.length - failedChecks} passed, ${sum('failed') + failedChecks} failed`);
}

try {
  await setUp({ tests: true });
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const results = [];
  for (const check of CHECKS) results.push(await runCheck(check));
  summarise(results);
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
} catch (fault) {
  tellFault(fault);
  say('\n0 passed, 1 failed');
  process.exitCode = 1;
}
