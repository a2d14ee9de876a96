import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, it } from 'vitest';
import { type SetsWatch, watchSets } from './watch-sets.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-sets-'));
let watch: SetsWatch | null = null;
// What watches does not keep a process alive, a test's neither.
const alive = setInterval(() => {}, 1000);

afterEach(() => {
  watch?.stop();
  clearInterval(alive);
  rmSync(folder, { recursive: true, force: true });
});

it('tells of a set that comes first, and of each after it', async () => {
  const told = new EventEmitter();
  const file = join(folder, 'changed');
  watch = watchSets(file, () => told.emit('changed'), 10);
  const first = once(told, 'changed');
  writeFileSync(file, '');
  await first;
  const second = once(told, 'changed');
  utimesSync(file, new Date(), new Date(Date.now() + 5000));
  await second;
});
