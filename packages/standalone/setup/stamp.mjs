import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A digest of the contents of these files and of further texts; a file that is missing counts as empty. */
export function digestOf(files, ...texts) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${existsSync(file) ? readFileSync(file) : ''}\0`);
  for (const text of texts) hash.update(`${text}\0`);
  return hash.digest('hex');
}

/** Whether the step that left this stamp did so for the same input. */
export function isStamped(file, digest) {
  return existsSync(file) && readFileSync(file, 'utf8') === digest;
}

export function stamp(file, digest) {
  writeFileSync(file, digest);
}
