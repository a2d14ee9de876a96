import type { Command } from 'commander';
import { type Context, type GlobalOptions, openContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { World } from './world.ts';

/** What commands are added to. */
export interface Cli {
  readonly program: Command;
  readonly world: World;
  /** Told with what a command ended. */
  ended(code: ExitCode): void;
}

/**
 * What a command does, as commander calls it: with its arguments, then its options, then itself. Answers its exit code;
 * nothing is fine.
 */
export function act<A extends unknown[], O>(
  { world, ended }: Cli,
  work: (context: Context, options: O, ...args: A) => Promise<ExitCode> | Promise<void>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const args = given.slice(0, -2) as A;
    const context = openContext(world, command.optsWithGlobals<GlobalOptions>());
    ended((await work(context, command.opts<O & object>() as O, ...args)) ?? EXIT.fine);
  };
}
