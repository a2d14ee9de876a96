import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the clone, without a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[/\\]$/, '');
/** Programs that the set-up brings along. */
export const TOOLS = join(ROOT, '.tools');
/** The Python environment of the engines. */
export const VENV = join(ROOT, '.venv');

const onWindows = process.platform === 'win32';

/** A program of the Python environment. */
export function venvProgram(name) {
  return onWindows ? join(VENV, 'Scripts', `${name}.exe`) : join(VENV, 'bin', name);
}

/** The environment for everything that the set-up starts: the right Node first, then the workspace's own programs. */
export function environment(nodePath, extra = {}) {
  const path = [
    join(nodePath, '..'),
    join(TOOLS, 'node_modules', '.bin'),
    join(ROOT, 'node_modules', '.bin'),
    process.env.PATH ?? '',
  ].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}
