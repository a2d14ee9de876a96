/** Inclusive. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

/** A whole number. Null when it is none, or too large to be one. */
export function count(text: string): Bounds | null {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : null;
  return number === null ? null : { least: number, most: number };
}

/** A number of bytes, with `KB`, `MB`, `GB` or `TB` of 1,024 each and a fraction where there is a unit. */
export function bytes(text: string): Bounds | null {
  const found = /^(\d{1,15})(\.\d{1,6})?([kmgt]?b)?$/i.exec(text);
  if (found === null || (found[2] !== undefined && found[3] === undefined)) return null;
  const number = Math.round(Number(`${found[1]}${found[2] ?? ''}`) * (UNITS[found[3]?.toLowerCase() ?? ''] ?? 1));
  return Number.isSafeInteger(number) ? { least: number, most: number } : null;
}

/**
 * What VirusTotal's suffixes make of a value: `5+` from it on, `5-` up to it, `5` it alone, and `2..5` between two. `read`
 * gives what one value stands for. Null when one of them is none, or the second lies before the first.
 */
export function range(
  text: string,
  read: (text: string) => Bounds | null,
): { least: number | null; most: number | null } | null {
  const [from, to, ...more] = text.split('..');
  if (to !== undefined) {
    const [first, last] = [read(from ?? ''), read(to)];
    if (more.length > 0 || first === null || last === null || last.most < first.least) return null;
    return { least: first.least, most: last.most };
  }
  const suffix = /[+-]$/.exec(text)?.[0];
  const value = read(suffix === undefined ? text : text.slice(0, -1));
  if (value === null) return null;
  return { least: suffix === '-' ? null : value.least, most: suffix === '+' ? null : value.most };
}
