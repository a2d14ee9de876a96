import { randomBytes } from 'node:crypto';
import { openSampleStore } from '../src/index.ts';

/** Run in a process of its own: stages 5 MiB into the directory given and prints what came of it. */
async function* bytes() {
  for (let chunk = 0; chunk < 50; chunk += 1) yield randomBytes(100 * 1024);
}

try {
  const { size } = await openSampleStore(process.argv[2] ?? '').stage(bytes());
  process.stdout.write(String(size));
} catch (error) {
  process.stdout.write(String((error as NodeJS.ErrnoException).code));
}
