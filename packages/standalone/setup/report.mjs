/** What the set-up says on the terminal; one line for each step, with its time. */
const colour = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const green = (text) => paint('32', text);
export const red = (text) => paint('31', text);
export const yellow = (text) => paint('33', text);
export const dim = (text) => paint('2', text);
export const bold = (text) => paint('1', text);

export function say(line = '') {
  process.stdout.write(`${line}\n`);
}

export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Ends the step with what a person can do about it. */
export class StepFailed extends Error {
  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

/** Faults of which a step has told. */
const told = new WeakSet();

/** Says what went wrong, unless a step has said so already. */
export function tellFault(fault) {
  if (!told.has(fault)) say(red(`✗ ${fault.stack ?? fault}`));
}

/**
 * Runs one step and prints its line. `work` answers `{ note, warning? }`. When it throws, the command, the end of
 * its output and the advice are printed, and the fault goes on to the caller.
 */
export async function step(name, work) {
  const began = performance.now();
  if (process.stdout.isTTY) process.stdout.write(dim(`  … ${name}`));
  const line = (mark, note) => {
    const time = seconds(performance.now() - began).padStart(8);
    say(`${process.stdout.isTTY ? '\r\u001b[K' : ''}  ${mark} ${name.padEnd(22)} ${dim(time)}  ${dim(note)}`);
  };
  try {
    const { note, warning } = await work();
    line(warning ? yellow('!') : green('✓'), note);
    if (warning) say(indent(yellow(warning)));
  } catch (fault) {
    line(red('✗'), fault.message);
    if (fault.output) say(indent(fault.output));
    if (fault.advice) say(indent(bold(fault.advice)));
    told.add(fault);
    throw fault;
  }
}

export function indent(text) {
  return text.replace(/^/gm, '      ');
}
