import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * An index begins anew under another name, `<path>.<n>`, and the old file goes. Never under the same name: whoever still
 * has the old one open removes its journal by name at its end, and that would be the new one's.
 */
export function currentGeneration(path: string): number | null {
  const prefix = `${basename(path)}.`;
  let newest: number | null = null;
  for (const name of namesIn(dirname(path))) {
    const number = name === basename(path) ? 0 : name.startsWith(prefix) ? generation(name.slice(prefix.length)) : null;
    if (number !== null) newest = Math.max(newest ?? 0, number);
  }
  return newest;
}

export function generationFile(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

export function removeGeneration(path: string, number: number): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${generationFile(path, number)}${end}`, { force: true });
}

function generation(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(join(folder));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  }
}
