/** Longest file name that is kept, in characters. */
export const MAX_FILE_NAME = 255;

// Control characters, line and paragraph separators, and invisible formatting (bidi overrides make `gpj.exe` read
// as `exe.jpg`). The joiners stay: Persian, Indic scripts and emoji need them.
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * What is kept of a name that a client gave its file: the last part of a path, composed (NFC), without control and
 * bidi characters, at most 255 characters; otherwise as it came, markup included, because it is text wherever it is
 * shown. Null when nothing is left of it: a name is never a reason to refuse a file.
 */
export function sanitiseFileName(name: string | undefined): string | null {
  if (name === undefined) return null;
  const visible = name.toWellFormed().replace(INVISIBLE, '').normalize('NFC');
  const last = visible.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const cut = Array.from(last.trim()).slice(0, MAX_FILE_NAME).join('').trim();
  return cut === '' || cut === '.' || cut === '..' ? null : cut;
}
