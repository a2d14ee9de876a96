import { Argument, type Command } from 'commander';
import { act, type Cli } from '../act.ts';
import { completionScript, SHELLS, type Shell, type Words } from '../terminal/completion-script.ts';

const EXAMPLES = `
Examples:
  source <(assay completion bash)                                # in ~/.bashrc
  source <(assay completion zsh)                                 # in ~/.zshrc, behind compinit
  assay completion fish > ~/.config/fish/completions/assay.fish`;

export function addCompletion(cli: Cli): void {
  cli.program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .description('a script that lets the shell complete commands and options')
    .addHelpText('after', EXAMPLES)
    .action(
      act<[Shell], unknown>(cli, async ({ out }, _, shell) => {
        const script = completionScript(shell, wordsOf(cli.program));
        if (out.json) out.document({ shell, script });
        else out.say(script);
      }),
    );
}

/** What may follow the program and each of its commands, by the words that lead there. */
function wordsOf(program: Command): Words[] {
  const shared = [...optionsOf(program), '--help'];
  const below = (command: Command, path: readonly string[]): Words[] => [
    { path, commands: command.commands.map((each) => each.name()), options: [...optionsOf(command), ...shared] },
    ...command.commands.flatMap((each) => below(each, [...path, each.name()])),
  ];
  return below(program, []).map((words) => ({ ...words, options: [...new Set(words.options)] }));
}

function optionsOf(command: Command): string[] {
  return command.options.map(({ long }) => long ?? '').filter((long) => long !== '');
}
