import { randomBytes } from 'node:crypto';
import { openSampleStore, type SampleStoreOptions } from '../src/index.ts';

/** Run by the contract in a process of its own: stages a sample, tells when the moment has come, and waits to be killed. */
const { url, options, moment } = JSON.parse(process.argv[2] ?? '') as {
  url: string;
  options: SampleStoreOptions;
  moment: 'receiving' | 'staged';
};

function tellAndWait(): Promise<never> {
  process.stdout.write(`${moment}\n`);
  setInterval(() => {}, 60_000);
  return new Promise<never>(() => {});
}

async function* bytes() {
  for (let chunk = 0; chunk < 20; chunk += 1) yield randomBytes(1024 * 1024);
  if (moment === 'receiving') await tellAndWait();
}

await openSampleStore(url, options).stage(bytes());
await tellAndWait();
