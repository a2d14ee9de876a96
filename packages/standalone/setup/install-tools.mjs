import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOLS } from './paths.mjs';
import { StepFailed } from './report.mjs';
import { runCommand } from './run-command.mjs';
import { digestOf, isStamped, stamp } from './stamp.mjs';
import { NODE_MAJOR_NEEDED, NODE_VERSION, PNPM_VERSION } from './versions.mjs';

/** Where the npm registry has Node itself as a package. */
const NODE_PACKAGES = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win-x64'];

/** The Node that was brought along is not the machine's own: installing without it would take it away. */
const isBrought = process.execPath.startsWith(join(TOOLS, 'node_modules'));
const ownNodeServes = !isBrought && Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_NEEDED;
const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const broughtNode = join(TOOLS, 'node_modules', `node-${platform}`, 'bin', onWindows() ? 'node.exe' : 'node');

/** The Node that runs the sources. */
export const nodePath = ownNodeServes ? process.execPath : broughtNode;
export const pnpmPath = join(TOOLS, 'node_modules', '.bin', onWindows() ? 'pnpm.cmd' : 'pnpm');

/** Installs Node (where the machine's is older) and pnpm into `.tools`. */
export async function installTools() {
  const wanted = { pnpm: PNPM_VERSION };
  if (!ownNodeServes) wanted[`node-${requirePlatform()}`] = NODE_VERSION;
  const manifest = `${JSON.stringify({ private: true, dependencies: wanted }, null, 2)}\n`;
  const digest = digestOf([], manifest);
  const stampFile = join(TOOLS, 'stamp');
  const note = `Node ${ownNodeServes ? process.versions.node : NODE_VERSION}, pnpm ${PNPM_VERSION}`;
  if (isStamped(stampFile, digest) && existsSync(nodePath) && existsSync(pnpmPath)) return { note };

  mkdirSync(TOOLS, { recursive: true });
  writeFileSync(join(TOOLS, 'package.json'), manifest);
  await npm(['install', '--prefix', TOOLS, '--no-audit', '--no-fund', '--loglevel', 'error']);
  await runCommand(nodePath, ['--version']).catch((fault) => {
    fault.advice = `This machine cannot run the packaged Node. Install Node ${NODE_MAJOR_NEEDED} or newer and start again.`;
    throw fault;
  });
  stamp(stampFile, digest);
  return { note: `${note} installed into .tools` };
}

function requirePlatform() {
  if (NODE_PACKAGES.includes(platform)) return platform;
  throw new StepFailed(
    `Node ${process.versions.node} is too old, and there is no packaged Node for ${platform}.`,
    `Install Node ${NODE_MAJOR_NEEDED} or newer and start again.`,
  );
}

/** The npm that started this script, else the one on the path. */
function npm(args) {
  const own = process.env.npm_execpath;
  // npm started inside `npm start` would take that command's settings for its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(?!config_)/.test(name)));
  if (own !== undefined && /npm-cli\.c?js$/.test(own)) return runCommand(process.execPath, [own, ...args], { env });
  return runCommand('npm', args, { env });
}

function onWindows() {
  return process.platform === 'win32';
}
