import { describe, expect, it } from 'vitest';
import { keyFor, shell, temporaryFolder } from './support/program.ts';

const nobody = keyFor('http://127.0.0.1:1');

/** What bash offers behind these words, the last of which is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  const script = `${temporaryFolder()}/completion.sh`;
  const line = [
    `$ASSAY completion bash > "${script}"`,
    `bash -c '. "${script}"; COMP_WORDS=(assay ${words.map((word) => `"${word}"`).join(' ')})` +
      `; COMP_CWORD=${words.length}; _assay; echo "\${COMPREPLY[@]}"'`,
  ].join(' && ');
  const { code, out, err } = await shell(line, nobody);
  expect([code, err]).toEqual([0, '']);
  return out.trim().split(' ');
}

describe('the completion of bash', () => {
  it('knows commands, the commands below them, and the options of each', async () => {
    expect(await offered('re')).toEqual(['report', 'rescan']);
    expect(await offered('keys', 'r')).toEqual(['rotate', 'revoke']);
    expect(await offered('--json', 'keys', 'rotate', '--o')).toEqual(['--overlap']);
    expect(await offered('scan', '--')).toEqual(expect.arrayContaining(['--wait', '--parallel', '--json', '--help']));
  });

  it('leaves arguments to the names of files', async () => {
    expect(await offered('scan', 'rep')).toEqual(['']);
  });
});

it.each(['zsh', 'fish'])('the completion of %s names every command', async (name) => {
  const { code, out } = await shell(`$ASSAY completion ${name}`, nobody);
  expect(code).toBe(0);
  for (const word of ['scan', 'webhooks', 'deliveries', 'overlap']) expect(out).toContain(word);
});
