import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodePath, pnpmPath } from './install-tools.mjs';
import { environment, ROOT } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { digestOf, isStamped, stamp } from './stamp.mjs';
import { PNPM_VERSION } from './versions.mjs';

/** Installs what the lock file names, exactly. */
export async function installWorkspace() {
  const digest = digestOf(manifests(), PNPM_VERSION);
  const stampFile = join(ROOT, 'node_modules', '.assay-stamp');
  if (isStamped(stampFile, digest)) return { note: 'as in pnpm-lock.yaml' };
  await runCommand(pnpmPath, ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false'], {
    cwd: ROOT,
    env: environment(nodePath),
  }).catch((fault) => {
    fault.advice =
      'Needs the npm registry. If a package.json was changed, run `.tools/node_modules/.bin/pnpm install` once.';
    throw fault;
  });
  stamp(stampFile, digest);
  return { note: 'installed from pnpm-lock.yaml' };
}

function manifests() {
  const parts = ['packages', 'services'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name, 'package.json')),
  );
  const own = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map((name) => join(ROOT, name));
  return [...own, ...parts.sort()].filter((file) => existsSync(file));
}
