import { randomBytes } from 'node:crypto';
import { link, open, unlink } from 'node:fs/promises';

/** The keys of a key file, one of 64 hex digits a line. Refuses a file that anybody but its owner may read. */
export async function readSealKeys(path: string): Promise<Buffer[]> {
  const file = await open(path, 'r');
  try {
    const { mode } = await file.stat();
    if ((mode & 0o077) !== 0) {
      throw new Error(`the seal key file ${path} is open to others than its owner; its mode must be 0600`);
    }
    const lines = (await file.readFile('utf8')).split('\n').map((line) => line.trim());
    return lines.filter((line) => line !== '').map((line) => parseKey(line, path));
  } finally {
    await file.close();
  }
}

function parseKey(line: string, path: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(line)) throw new Error(`the seal key file ${path} has a line that is not 64 hex digits`);
  return Buffer.from(line, 'hex');
}

/** Writes a new key file of mode 0600, whole or not at all; keeps the one that is there. */
export async function createSealKeyFile(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await file.sync();
    // A link does not replace what is there, as a rename would.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await file.close();
    await unlink(draft);
  }
}
