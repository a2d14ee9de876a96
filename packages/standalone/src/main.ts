import { once } from 'node:events';
import { connectApi, fileSource } from '@assay/cli';
import { loadConfig } from '@assay/service-kit';
import { configSchema, type StandaloneConfig } from './config.ts';
import { selfCheck } from './self-check.ts';
import { type System, startSystem } from './start-system.ts';
import { scanAndShow } from './terminal/scan-and-show.ts';
import { showSystem } from './terminal/show-system.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

/** Starts the one-machine edition. Arguments: files to scan after the start; a harmless test file when there are none. */
const say = (line: string) => void process.stdout.write(`${line}\n`);
// Nobody watches any more, or the disk that keeps what is said is full; neither ends the system.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

async function checkItself(system: System, signal: AbortSignal): Promise<boolean> {
  const faults = await selfCheck(connectApi(system.url, system.credentials), say, signal);
  if (faults.length === 0) {
    say('\n✓ Self-check passed.');
    return true;
  }
  say('\n✗ SELF-CHECK FAILED');
  for (const fault of faults) say(`  ${fault}`);
  say(`  The logs are in ${system.data.logs}.`);
  return false;
}

async function scanFiles(system: System, files: readonly string[], signal: AbortSignal): Promise<boolean> {
  const api = connectApi(system.url, system.credentials);
  let all = true;
  for (const path of files) {
    const file = await fileSource(path).catch((fault: Error) => void say(`\n${path} ${fault.message}`));
    const scan = file === undefined ? null : await scanAndShow(api, file, say, signal);
    all = all && scan !== null;
  }
  return all;
}

/** Runs until the signal aborts. Rejects when it could not be started, and with the signal when that comes first. */
async function main(config: StandaloneConfig, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  say('Start');
  const system = await startSystem({
    config,
    outside: process.env,
    terminal: (text) => void process.stdout.write(text),
    onStep: (name) => say(`  ✓ ${name.padEnd(28)} ${((performance.now() - began) / 1000).toFixed(1)} s`),
    signal,
  });
  try {
    showSystem(system, say);
    const files = process.argv.slice(2);
    const well = await (files.length > 0 ? scanFiles(system, files, signal) : checkItself(system, signal));
    if (!well) process.exitCode = 1;
    say('\nRunning. Ctrl-C stops it.');
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await system.stop();
  }
}

try {
  const config = loadConfig(configSchema, process.env);
  const told = untilToldToEnd(config.ASSAY_EXIT_WITH_STDIN === '1', () =>
    say('\nStopping … (Ctrl-C again ends it at once)'),
  );
  await main(config, told).catch((fault: unknown) => {
    // What it was told to leave off did not fail.
    if (!told.aborted) throw fault;
  });
  // What a client library left open must not hold the process back.
  process.exit();
} catch (fault) {
  process.stderr.write(`\nAssay could not start: ${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}
