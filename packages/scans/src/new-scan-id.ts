import { randomInt } from 'node:crypto';

/**
 * 20 decimal digits: ten of Unix seconds, three of milliseconds, seven random ones. Ordered by time to the
 * millisecond; two ids made in the same millisecond anywhere collide once in ten million, and a collision on the
 * same file is refused by the condition of the scan item, so the caller draws again.
 */
export function newScanId(now: Date): string {
  const time = now.getTime();
  const seconds = String(Math.floor(time / 1000)).padStart(10, '0');
  const millis = String(time % 1000).padStart(3, '0');
  return `${seconds}${millis}${String(randomInt(10_000_000)).padStart(7, '0')}`;
}
