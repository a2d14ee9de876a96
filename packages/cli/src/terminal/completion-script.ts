/** What may follow the words of a command line, the program itself having none. */
export interface Words {
  readonly path: readonly string[];
  readonly commands: readonly string[];
  readonly options: readonly string[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script by which a shell completes the words; where a command takes none of them it completes names of files. All
 * words are our own and need no quotes.
 */
export function completionScript(shell: Shell, words: readonly Words[]): string {
  if (shell === 'fish') return fish(words);
  // zsh understands bash's completions when it is asked to.
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}` : bash(words);
}

function bash(words: readonly Words[]): string {
  const lead = words.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`);
  const cases = words.map(
    ({ path, commands, options }) => `    '${path.join(' ')}') offered='${[...commands, ...options].join(' ')}' ;;`,
  );
  return [
    '_assay() {',
    '  local at="" word offered=""',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    '    case "${at:+$at }$word" in',
    `      ${lead.join('|')}) at="\${at:+$at }$word" ;;`,
    '    esac',
    '  done',
    '  case "$at" in',
    ...cases,
    '  esac',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    '  COMPREPLY=($(compgen -W "$offered" -- "${COMP_WORDS[COMP_CWORD]}"))',
    '}',
    'complete -o default -F _assay assay',
  ].join('\n');
}

function fish(words: readonly Words[]): string {
  return words
    .flatMap(({ path, commands, options }) => {
      const here = conditionOf(path, commands);
      return [
        ...(commands.length === 0 ? [] : [`complete -c assay -n '${here}' -f -a '${commands.join(' ')}'`]),
        ...options.map((option) => `complete -c assay -n '${here}' -l ${option.replace(/^--/, '')}`),
      ];
    })
    .join('\n');
}

/** Whether the words that lead somewhere have been typed, and none of the commands below. */
function conditionOf(path: readonly string[], commands: readonly string[]): string {
  const typed = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${commands.join(' ')}`];
  return [...typed, ...below].join('; and ');
}
