import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { openLogs } from '../../src/logs/open-logs.ts';
import { recordProcesses } from '../../src/supervisor/running-processes.ts';

/**
 * Run under a soft limit of the size of files, which is felt as a full disk is: log lines until one is lost and a list of
 * processes that is longer than the limit; then the limit is lifted and there is room again. Writes to standard output
 * what a terminal would be told.
 */
const [folder = ''] = process.argv.slice(2);
const faults: Error[] = [];
const told: string[] = [];
const logs = openLogs({ folder, level: 'warn', format: 'json', terminal: (text) => told.push(text) });
const running = recordProcesses(join(folder, 'processes.json'), (fault) => faults.push(fault), 1);

for (let number = 0; told.length === 0; number += 1) logs.info(`line ${number}`);
for (let number = 0; number < 5; number += 1) logs.info('lost');
for (let number = 0; number < 50; number += 1) running.set(`process-${number}`, process.pid);
execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=unlimited']);
logs.info('there is room again');
logs.close();
process.stdout.write(JSON.stringify({ told: told.map((line) => JSON.parse(line)), faults: faults.map(String) }));
// Its next attempt keeps nobody from ending, so this waits for it.
setInterval(() => undefined, 1_000_000);
