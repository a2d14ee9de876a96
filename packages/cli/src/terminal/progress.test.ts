import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Screen } from '../world.ts';
import { openProgress } from './progress.ts';
import { stringWidth } from './width.ts';

function screen(columns: number | null): { screen: Screen; written(): string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return {
    screen: Object.assign(stream, columns === null ? {} : { isTTY: true, columns }) as Screen,
    written: () => chunks.join(''),
  };
}

describe('progress on a terminal', () => {
  it('fits every line to its width, whatever a file is called', () => {
    const { screen: terminal, written } = screen(60);
    const progress = openProgress(terminal);
    const names = ['a', '日本語'.repeat(40), 'x'.repeat(300), '\u001b[2J\u202egpj.exe'];
    for (const name of names) {
      progress.begin(name, 1_000_000).at(450_000);
      progress.status('2 of 4 files');
    }
    progress.close();
    const lines = stripVTControlCharacters(written()).replaceAll('\r', '').split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThan(60);
    expect(written()).toContain('45 %');
    expect(written()).not.toContain('\u202e');
    expect(written()).not.toContain('\u001b[2J');
  });

  it('gives the cursor back', () => {
    const { screen: terminal, written } = screen(80);
    const progress = openProgress(terminal);
    progress.begin('a', null).done();
    progress.close();
    expect(written().endsWith('\u001b[?25h')).toBe(true);
  });
});

it('a log gets notes and nothing that moves', () => {
  const { screen: log, written } = screen(null);
  const progress = openProgress(log);
  const bar = progress.begin('a', 100);
  bar.at(50);
  bar.done();
  progress.status('1 of 1');
  progress.note('a\u001b[2J: uploaded');
  progress.close();
  expect(written()).toBe('a�[2J: uploaded\n');
});
