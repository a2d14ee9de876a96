import { createHash } from 'node:crypto';
import type { ObjectKey } from '../sample-store.ts';

/** Shorter than the 255 bytes that file systems allow, with room for the mark at the end of a folder's name. */
const SEGMENT_CHARS = 200;

/** Names that Windows gives to devices, whatever folder they stand in. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Where an object lies under the root, as path segments: one of 256 folders by the hash of the key, so that no
 * folder grows too large, then the key itself, readable. Two keys never share a path, on file systems that ignore
 * case too: everything but `a-z0-9_-` is written as `%` and two hex digits per byte.
 */
export function objectPath(key: ObjectKey): string[] {
  const text = escapeKey(key);
  const folders: string[] = [];
  let at = 0;
  // `+` is never in an escaped name, so a folder and an object cannot meet.
  for (; text.length - at > SEGMENT_CHARS; at += SEGMENT_CHARS) folders.push(`${text.slice(at, at + SEGMENT_CHARS)}+`);
  const name = text.slice(at);
  return [fanOut(key), ...folders, DEVICE.test(name) ? `%${hex(name.charCodeAt(0))}${name.slice(1)}` : name];
}

/** A key as it is written in paths; the escape of a beginning of a key is the beginning of its escape. */
export function escapeKey(key: ObjectKey): string {
  if (key === '' || !key.isWellFormed()) throw new TypeError('An object key is text of at least one character.');
  return key.replace(/[^a-z0-9_-]/gu, (character) =>
    Array.from(Buffer.from(character), (byte) => `%${hex(byte)}`).join(''),
  );
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function fanOut(key: ObjectKey): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 2);
}
