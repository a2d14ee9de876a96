import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TOOLS } from './paths.mjs';

const FILE = join(TOOLS, 'set-up.lock');

/**
 * Runs `work` while no other set-up of this clone runs. Two package managers in one folder spoil it for each other.
 * The lock of a set-up that was killed is taken over.
 */
export async function alone(work) {
  mkdirSync(TOOLS, { recursive: true });
  while (!take()) await wait(200);
  const release = () => rmSync(FILE, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

function take() {
  try {
    writeFileSync(FILE, String(process.pid), { flag: 'wx' });
    return true;
  } catch (fault) {
    if (fault.code !== 'EEXIST') throw fault;
    if (!isAlive(owner())) rmSync(FILE, { force: true });
    return false;
  }
}

function owner() {
  try {
    return Number(readFileSync(FILE, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault.code === 'EPERM';
  }
}
