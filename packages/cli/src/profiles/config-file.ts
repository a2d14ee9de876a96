import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalFault } from '../client/patience.ts';
import type { World } from '../world.ts';
import { ConfigFile, DEFAULT_PROFILE } from './profile.ts';

/** `$XDG_CONFIG_HOME/assay/config.json`, `~/.config/assay/config.json` without that variable. */
export function configPath({ env }: Pick<World, 'env'>): string {
  const wanted = env.XDG_CONFIG_HOME ?? '';
  // The specification of base directories: what is not absolute is not there.
  const home =
    wanted.startsWith('/') || /^[A-Za-z]:[\\/]/.test(wanted) ? wanted : join(env.HOME ?? homedir(), '.config');
  return join(home, 'assay', 'config.json');
}

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** What was stored; no profile when there is no file. A file that others may read is refused: keys are secrets. */
export function readConfig(path: string): ConfigFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0)
      throw new LocalFault(`${path} may be read by others. Run: chmod 600 ${path}`);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return { current: DEFAULT_PROFILE, profiles: {} };
    throw fault;
  }
  try {
    return ConfigFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new LocalFault(`${path} is not a configuration of assay. Mend it, or remove it and sign in again.`, {
      cause,
    });
  }
}

/** Whole or not at all, for the owner alone: it is written next to its place and moved there. */
export function writeConfig(path: string, config: ConfigFile): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(config, null, 2)}\n`, { mode: OWNER_ONLY, flag: 'wx', flush: true });
    // The mode of a new file is narrowed by the umask, which may take away more than others' rights.
    chmodSync(unfinished, OWNER_ONLY);
    renameSync(unfinished, path);
  } catch (fault) {
    rmSync(unfinished, { force: true });
    throw fault;
  }
}
