import { readdirSync, readFileSync } from 'node:fs';

export const MIB = 1024 * 1024;

/** Bytes that a process has for itself alone: what would be free if it ended. Null when it has ended. */
export function privateMemory(pid: number): number | null {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].reduce((sum, [, kb]) => sum + Number(kb) * 1024, 0);
  } catch {
    return null;
  }
}

export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  readonly bytes: number;
}

/** A process and everything below it. */
export function treeMemory(root: number): ProcessMemory[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = parentOf(name);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all: number[] = [root];
  for (let at = 0; at < all.length; at += 1) all.push(...(children.get(all[at] ?? 0) ?? []));
  return all.flatMap((pid) => {
    const bytes = privateMemory(pid);
    return bytes === null ? [] : [{ pid, command: commandOf(pid), bytes }];
  });
}

/** By how much a process rose above what it had at rest while `work` went on, looked at every 20 ms. */
export async function growthDuring(pid: number, restBytes: number, work: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const look = () => {
    most = Math.max(most, privateMemory(pid) ?? 0);
  };
  const timer = setInterval(look, 20);
  try {
    await work();
  } finally {
    clearInterval(timer);
    look();
  }
  return most - restBytes;
}

function parentOf(name: string): number | null {
  if (!/^\d+$/.test(name)) return null;
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
