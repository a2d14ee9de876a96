import { spawn } from 'node:child_process';

/** Runs a command on this terminal and answers whether it exited with 0. */
export function runVisibly(program, args, options) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (fault) => {
      process.stderr.write(`${program}: ${fault.message}\n`);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}
