import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FILE_NAME, sanitiseFileName } from './sanitise-file-name.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc
    .array(
      fc.constantFrom(
        '..',
        '/',
        '\\',
        '\u202e',
        '\u2066',
        '\0',
        '\r\n',
        '\ud800',
        'é',
        'e\u0301',
        '😀',
        '<b>',
        ' ',
        'a',
      ),
      {
        maxLength: 600,
      },
    )
    .map((parts) => parts.join('')),
);

describe('sanitiseFileName', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['C:\\Users\\me\\evil.exe', 'evil.exe'],
    ['../../etc/passwd', 'passwd'],
    ['folder/', 'folder'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\0b\r\nc.txt', 'abc.txt'],
    ['cafe\u0301.txt', 'café.txt'],
    ['<img src=x onerror=alert(1)>.html', '<img src=x onerror=alert(1)>.html'],
    ['  spaced name.bin  ', 'spaced name.bin'],
    ['👩\u200d💻.txt', '👩\u200d💻.txt'],
  ])('keeps of %j the name %j', (given, kept) => {
    expect(sanitiseFileName(given)).toBe(kept);
  });

  it.each([undefined, '', '.', '..', '/', '\u202e', ' \t '])('keeps nothing of %j', (given) => {
    expect(sanitiseFileName(given)).toBeNull();
  });

  it('cuts 3,000 characters to 255', () => {
    expect(sanitiseFileName('x'.repeat(3000))).toBe('x'.repeat(MAX_FILE_NAME));
  });

  it('never keeps a path, a control or bidi character, or more than the limit, whatever comes', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const kept = sanitiseFileName(given);
        if (kept === null) return;
        expect(kept).not.toMatch(/[/\\\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]/u);
        expect(Array.from(kept).length).toBeLessThanOrEqual(MAX_FILE_NAME);
        expect(kept).toBe(kept.normalize('NFC'));
        expect(kept).not.toBe('');
        expect(['.', '..']).not.toContain(kept);
      }),
    );
  });

  it('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const kept = sanitiseFileName(given);
        if (kept !== null) expect(sanitiseFileName(kept)).toBe(kept);
      }),
    );
  });
});
