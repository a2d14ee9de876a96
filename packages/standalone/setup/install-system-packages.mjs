import { existsSync, readdirSync } from 'node:fs';
import { findProgram } from './find-program.mjs';
import { CommandFailed, runCommand } from './run-command.mjs';

/**
 * A program that comes from the system's package manager: how its absence is noticed, what brings it, and what is
 * lost without it.
 * @typedef {{ name: string, present: () => boolean, apt: string, brew: string | null, without: string, services?: string[] }} Part
 */

/** @type {Part[]} */
export const PRODUCT_PARTS = [
  {
    name: 'redis-server',
    present: () => findProgram('redis-server') !== null,
    apt: 'redis-server',
    brew: 'redis',
    without: 'Assay cannot start.',
    services: ['redis-server'],
  },
  {
    name: 'clamd',
    present: () => findProgram('clamd') !== null,
    apt: 'clamav-daemon',
    brew: 'clamav',
    without: 'the engine clamav is unavailable.',
    services: ['clamav-daemon'],
  },
  {
    name: 'freshclam',
    present: () => findProgram('freshclam') !== null,
    apt: 'clamav-freshclam',
    brew: 'clamav',
    without: 'clamav has only its built-in signatures.',
    services: ['clamav-freshclam'],
  },
  {
    name: 'bwrap',
    present: () => process.platform !== 'linux' || findProgram('bwrap') !== null,
    apt: 'bubblewrap',
    brew: null,
    without: 'engines run without namespaces of their own.',
  },
  {
    name: 'libseccomp',
    present: () => process.platform !== 'linux' || hasLibrary('libseccomp.so.2'),
    apt: 'libseccomp2',
    brew: null,
    without: 'engines run without a system call filter.',
  },
];

/** @type {Part[]} */
export const TEST_PARTS = [
  {
    name: 'java',
    present: () => findProgram('java') !== null,
    apt: 'default-jre-headless',
    brew: 'openjdk',
    without: 'the tests on DynamoDB Local fail.',
  },
  {
    name: 'mvn',
    present: () => findProgram('mvn') !== null,
    apt: 'maven',
    brew: 'maven',
    without: 'the tests on DynamoDB Local fail.',
  },
  {
    name: 'curl',
    present: () => findProgram('curl') !== null,
    apt: 'curl',
    brew: 'curl',
    without: 'the tests of the printed curl line fail.',
  },
  {
    name: 'openssl',
    present: () => findProgram('openssl') !== null,
    apt: 'openssl',
    brew: 'openssl',
    without: 'the test that signs a token by hand fails.',
  },
];

const isRoot = process.getuid?.() === 0;
const mayInstall = isRoot || process.env.ASSAY_INSTALL === '1';

/**
 * Installs by the system's package manager what is missing, without starting any system service. Where that is not
 * allowed or not possible, says which command would and what is lost, and goes on.
 */
export async function installSystemPackages(parts) {
  const missing = parts.filter((part) => !part.present());
  if (missing.length === 0) return { note: parts.map((part) => part.name).join(', ') };

  const manager = packageManager();
  if (manager === null || !mayInstall) return { note: 'some are missing', warning: whatIsLost(missing, manager) };
  try {
    await manager.install(missing);
  } catch (fault) {
    if (!(fault instanceof CommandFailed)) throw fault;
    return {
      note: 'could not be installed',
      warning: `${fault.message}\n${fault.output}\n${whatIsLost(missing, manager)}`,
    };
  }
  const still = missing.filter((part) => !part.present());
  if (still.length > 0) return { note: 'some are missing', warning: whatIsLost(still, manager) };
  return { note: `installed ${missing.map((part) => part.name).join(', ')}` };
}

function whatIsLost(missing, manager) {
  const losses = missing.map((part) => `${part.name} is missing: ${part.without}`);
  if (manager === null) return [...losses, 'Install them with the package manager of this system.'].join('\n');
  const command = manager.command(missing);
  const how = mayInstall
    ? `Install by hand: ${command}`
    : `Install them: ${command}\nor let this do it: ASSAY_INSTALL=1 npm start`;
  return [...losses, how].join('\n');
}

function packageManager() {
  if (process.platform === 'darwin' && findProgram('brew') !== null) return brew;
  if (process.platform === 'linux' && findProgram('apt-get') !== null) return apt;
  return null;
}

const brew = {
  command: (parts) => `brew install ${names(parts, 'brew').join(' ')}`,
  install: (parts) => runCommand('brew', ['install', ...names(parts, 'brew')]),
};

/**
 * Debian starts a service as soon as its package is installed, unless `policy-rc.d` forbids it; and where systemd
 * runs it would start it at the next boot, unless it is disabled. Package lists may be old: then they are renewed.
 */
const APT_SCRIPT = `
set -e
services=$1; shift
guard=/usr/sbin/policy-rc.d
if [ ! -e "$guard" ] || grep -q 'written by the set-up of Assay' "$guard"; then
  printf '#!/bin/sh\\n# written by the set-up of Assay, removed at its end\\nexit 101\\n' > "$guard"
  chmod 755 "$guard"
  trap 'rm -f "$guard"' EXIT
  trap 'exit 1' INT TERM HUP
fi
install() { apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }
install "$@" || { apt-get -o DPkg::Lock::Timeout=300 update && install "$@"; }
if [ -d /run/systemd/system ]; then
  for service in $services; do systemctl disable "$service" || true; done
fi
`;

const apt = {
  command: (parts) =>
    `${isRoot ? '' : 'sudo '}apt-get install -y --no-install-recommends ${names(parts, 'apt').join(' ')}`,
  install(parts) {
    const services = parts.flatMap((part) => part.services ?? []).join(' ');
    const script = ['sh', '-c', APT_SCRIPT, 'set-up', services, ...names(parts, 'apt')];
    const [program, ...args] = isRoot ? script : ['sudo', 'env', 'DEBIAN_FRONTEND=noninteractive', ...script];
    return runCommand(program, args, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      shown: apt.command(parts),
    });
  },
};

function names(parts, manager) {
  return [...new Set(parts.map((part) => part[manager]).filter((name) => name !== null))];
}

function hasLibrary(file) {
  const folders = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', ...multiarch('/usr/lib'), ...multiarch('/lib')];
  return folders.some((folder) => existsSync(`${folder}/${file}`));
}

function multiarch(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => `${folder}/${name}`);
}
