import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from '@assay/cli';
import type { FileList } from '@assay/contracts';
import type { z } from 'zod';
import type { System } from '../../../src/start-system.ts';

/** Shorter names stand in any text by chance. */
const MIN_NAME = 8;

/** The names of the newest files; none when the system does not answer any more. */
export async function fileNames(api: Api): Promise<string[]> {
  try {
    const list = (await (await api.get('/api/v1/files?limit=40')).json()) as z.infer<typeof FileList>;
    return list.data.map(({ name }) => name).filter((name) => name.length >= MIN_NAME);
  } catch {
    return [];
  }
}

/** What nobody may find in a log, as far as it was found in those of this system: each by what it is. */
export function leaksOf({ data, credentials }: System, names: readonly string[]): string[] {
  const logs = readAll(data.logs);
  const secrets: [string, string][] = [
    ['the password of the first account', credentials.password],
    ['the secret of its API key', credentials.secret_key],
    ...readdirSync(data.secrets).map((file): [string, string] => [
      `secrets/${file}`,
      readFileSync(join(data.secrets, file), 'utf8').trim(),
    ]),
    ...names.map((name): [string, string] => ['the name of a file', name]),
  ];
  const found = secrets.filter(([, secret]) => logs.includes(secret)).map(([what]) => what);
  // Whoever's: the head and the payload of a JWT are JSON objects in base64.
  return /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./.test(logs) ? [...found, 'a token'] : found;
}

function readAll(folder: string): string {
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}
