import { spawn } from 'node:child_process';

const TAIL_LINES = 25;

/** A command that failed, with what it printed last and what a person can do. */
export class CommandFailed extends Error {
  constructor(command, reason, output) {
    super(`${command} ${reason}`);
    this.command = command;
    this.output = tail(output);
  }
}

/**
 * Runs a command to its end and answers what it printed. Throws `CommandFailed` unless it exits with 0; `shown` is how
 * the command is named then.
 */
export function runCommand(command, args, options = {}) {
  const shown =
    options.shown ??
    [command, ...args].map((word) => (/[^\w@./:=,+-]/.test(word) ? JSON.stringify(word) : word)).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      // Package managers that ask questions would wait for ever behind a pipe; sudo asks on the terminal itself.
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && /\.cmd$|^npm$/.test(command),
    });
    let output = '';
    const take = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (fault) => reject(new CommandFailed(shown, `could not be started: ${fault.message}`, output)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new CommandFailed(shown, signal ? `was ended by ${signal}` : `exited with ${code}`, output));
    });
  });
}

function tail(output) {
  return output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
