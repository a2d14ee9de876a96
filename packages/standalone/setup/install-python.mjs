import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.mjs';
import { installSystemPackages } from './install-system-packages.mjs';
import { ROOT, VENV, venvProgram } from './paths.mjs';
import { StepFailed } from './report.mjs';
import { runCommand } from './run-command.mjs';
import { digestOf, isStamped, stamp } from './stamp.mjs';
import { PYTHON_NEEDED } from './versions.mjs';

const SCANNERS = join(ROOT, 'scanners');
const CONSTRAINTS = join(SCANNERS, 'constraints.txt');
const STAMP = join(VENV, '.assay-stamp');
const DEVELOPMENT_STAMP = join(VENV, '.assay-development-stamp');
/** What builds the packages of this clone; pinned like everything else, so pip is not left to choose. */
const BUILD = ['hatchling', 'editables'];
/** What moto needs to be a server of S3, SNS and SQS; its extra `server` brings forty packages for other services. */
const MOTO_SERVER = ['flask', 'flask-cors', 'py-partiql-parser'];
/** Tests, checks, the API's fuzzer, and VirusTotal's own client, which must do its work against this system unchanged. */
const DEVELOPMENT = [
  'hypothesis',
  'jsonschema',
  'lief',
  'ministack',
  'moto',
  ...MOTO_SERVER,
  'mypy',
  'pytest',
  'pytest-xdist',
  'ruff',
  'schemathesis',
  'vt-py',
];

/** Makes the Python environment and installs the engine SDK and every engine package of this clone into it. */
export async function installPython() {
  const packages = enginePackages();
  const digest = digestOf(
    [CONSTRAINTS, ...packages.map((folder) => join(folder, 'pyproject.toml'))],
    PYTHON_NEEDED.join('.'),
  );
  if (isStamped(STAMP, digest) && existsSync(venvProgram('assay-engine'))) return { note: named(packages) };

  if (!existsSync(venvProgram('pip'))) await makeEnvironment();
  await pip([...BUILD]).catch(advise);
  const warning = await installPackages(packages);
  if (warning !== null) return { note: 'not every engine could be installed', warning };
  stamp(STAMP, digest);
  return { note: `installed ${named(packages)}` };
}

/** What only tests and checks need. */
export async function installDevelopmentPython() {
  const digest = digestOf([CONSTRAINTS], ...DEVELOPMENT);
  if (isStamped(DEVELOPMENT_STAMP, digest)) return { note: DEVELOPMENT.join(', ') };
  await pip(DEVELOPMENT).catch(advise);
  stamp(DEVELOPMENT_STAMP, digest);
  return { note: `installed ${DEVELOPMENT.join(', ')}` };
}

/** Every folder with a package, the SDK first; names that begin with `_` are for copying. */
function enginePackages() {
  const folders = readdirSync(SCANNERS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => join(SCANNERS, entry.name))
    .filter((folder) => existsSync(join(folder, 'pyproject.toml')));
  const sdk = join(SCANNERS, 'sdk');
  return [sdk, ...folders.filter((folder) => folder !== sdk).sort()];
}

async function makeEnvironment() {
  const python = await findPython();
  const hasPip = await runCommand(python, ['-c', 'import ensurepip, venv']).then(
    () => true,
    () => false,
  );
  if (!hasPip) await installSystemPackages([VENV_PART]);
  await runCommand(python, ['-m', 'venv', VENV]).catch((fault) => {
    fault.advice = 'Install the venv module of this Python (Debian: apt-get install python3-venv) and start again.';
    throw fault;
  });
}

const VENV_PART = {
  name: 'python3-venv',
  present: () => false,
  apt: 'python3-venv',
  brew: 'python',
  without: 'the Python environment of the engines cannot be made.',
};

async function findPython() {
  const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
  const needed = PYTHON_NEEDED.join(', ');
  for (const name of names) {
    const program = findProgram(name);
    if (program === null) continue;
    const serves = await runCommand(program, ['-c', `import sys; sys.exit(sys.version_info < (${needed}))`]).then(
      () => true,
      () => false,
    );
    if (serves) return program;
  }
  throw new StepFailed(
    `No Python ${PYTHON_NEEDED.join('.')} or newer was found.`,
    `Install Python ${PYTHON_NEEDED.join('.')} or newer and start again.`,
  );
}

/**
 * All at once, which is fast. When that fails, one by one: an engine whose libraries do not exist for this machine
 * must not take the others with it. Answers what could not be installed, or null.
 */
async function installPackages(packages) {
  const editable = (folder) => ['-e', folder];
  try {
    await pip(packages.flatMap(editable));
    return null;
  } catch {
    const [sdk, ...engines] = packages;
    await pip(editable(sdk)).catch(advise);
    const faults = [];
    for (const engine of engines) {
      await pip(editable(engine)).catch((fault) => faults.push(`${fault.message}\n${fault.output}`));
    }
    return faults.length === 0 ? null : `${faults.join('\n')}\nThese engines will be listed as unavailable.`;
  }
}

function pip(args) {
  const options = ['--quiet', '--disable-pip-version-check', '--no-build-isolation', '-c', CONSTRAINTS];
  return runCommand(venvProgram('python'), ['-m', 'pip', 'install', ...options, ...args], { cwd: ROOT });
}

function advise(fault) {
  fault.advice = 'Needs the Python package index. Delete .venv to begin anew.';
  throw fault;
}

function named(packages) {
  return packages.map((folder) => folder.slice(SCANNERS.length + 1)).join(', ');
}
