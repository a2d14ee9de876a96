import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began, in a form that only serves to be compared; null when there is none. A process id is used
 * again by the system, together with this it names one process.
 */
export function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') return startTimeFromProc(pid);
  const asked = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : null;
}

function startTimeFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
