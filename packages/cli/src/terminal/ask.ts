import { createInterface } from 'node:readline/promises';
import { addAbortSignal } from 'node:stream';
import { LocalFault } from '../client/patience.ts';
import type { World } from '../world.ts';

/** Asks a person for a line. Throws where there is nobody to ask. */
export async function ask(world: World, question: string, preset = ''): Promise<string> {
  requirePerson(world, question);
  const lines = createInterface({ input: world.stdin, output: world.stderr });
  try {
    const answer = await lines.question(`${question}${preset === '' ? '' : ` [${preset}]`}: `, {
      signal: world.signal,
    });
    return answer.trim() || preset;
  } finally {
    lines.close();
  }
}

/** Enter in its two forms, and Ctrl-D. */
const ENTER = ['\r', '\n', '\u0004'];

/** Asks for what nobody may read over a shoulder: nothing of it is shown. */
export async function askSecret(world: World, question: string): Promise<string> {
  requirePerson(world, question);
  const { stdin, stderr, signal } = world;
  stderr.write(`${question}: `);
  stdin.setRawMode?.(true);
  const end = () => {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  };
  let typed = '';
  try {
    for await (const chunk of addAbortSignal(signal, stdin).iterator({ destroyOnReturn: false })) {
      for (const character of String(chunk)) {
        if (ENTER.includes(character)) return typed;
        // In raw mode the terminal makes no signal of it.
        if (character === '\u0003') throw new DOMException('interrupted', 'AbortError');
        if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1);
        else typed += character;
      }
    }
    return typed;
  } finally {
    end();
  }
}

/** Everything that standard input brings, up to 64 KiB. */
export async function readAll({ stdin, signal }: World): Promise<string> {
  let text = '';
  for await (const chunk of addAbortSignal(signal, stdin)) {
    text += String(chunk);
    if (text.length > 64 * 1024) throw new LocalFault('standard input brings more than it may');
  }
  return text;
}

function requirePerson({ stdin }: World, question: string): void {
  if (stdin.isTTY !== true) throw new LocalFault(`${question} is not given, and there is no terminal to ask on`);
}
