import type { Bounds } from './number-range.ts';

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z?)?$/i;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UNITS_MS: Readonly<Record<string, number>> = { d: DAY_MS, h: 60 * MINUTE_MS, m: MINUTE_MS };

/**
 * The first and last millisecond of what a text names: a day, a minute, a second or a millisecond in UTC. `3d`, `12h` and
 * `30m` are the moment so long ago. Null when it names nothing.
 */
export function momentRange(text: string, now: Date): Bounds | null {
  const ago = /^(\d{1,6})([dhm])$/i.exec(text);
  if (ago !== null) {
    const moment = now.getTime() - Number(ago[1]) * (UNITS_MS[ago[2]?.toLowerCase() ?? ''] ?? 0);
    return { least: moment, most: moment };
  }
  const found = MOMENT.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction] = found.map((part) => Number(part ?? 0));
  const moment = new Date(Date.UTC(2000, (month ?? 0) - 1, day, hour, minute, second, fraction));
  // `Date.UTC` reads two-digit years as of the last century.
  moment.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day);
  const same = moment.getUTCMonth() + 1 === month && moment.getUTCDate() === day && moment.getUTCHours() === hour;
  if (!same || (minute ?? 0) > 59 || (second ?? 0) > 59) return null;
  return { least: moment.getTime(), most: moment.getTime() + lengthMs(found) - 1 };
}

function lengthMs([, , , , hour, , second, fraction]: RegExpExecArray): number {
  if (hour === undefined) return DAY_MS;
  if (second === undefined) return MINUTE_MS;
  return fraction === undefined ? 1000 : 1;
}
