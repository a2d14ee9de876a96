import { spawn } from 'node:child_process';
import { nodePath } from './install-tools.mjs';
import { environment, ROOT } from './paths.mjs';

/**
 * Runs one of our programs under the right Node on this terminal and answers its exit code. Ctrl-C reaches the
 * program by itself, because it is in the same process group; other signals are passed on. The program's standard
 * input is a pipe that closes with this process, however it ends. `nodeOptions` are for Node itself.
 */
export function runNode(program, args, nodeOptions = []) {
  const child = spawn(nodePath, ['--disable-warning=ExperimentalWarning', ...nodeOptions, program, ...args], {
    cwd: ROOT,
    env: environment(nodePath, { ASSAY_EXIT_WITH_STDIN: '1' }),
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
