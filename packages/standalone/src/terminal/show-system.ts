import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { System } from '../start-system.ts';

const TOKEN_PROGRAM = fileURLToPath(new URL('../../setup/token.mjs', import.meta.url));

/** Where the system is and how it is used; the secrets stay in their file. */
export function showSystem(system: System, say: (line: string) => void): void {
  const { url, credentials, data } = system;
  say('');
  say(`  API          ${url}/api/v1 and ${url}/api/v3`);
  say(`  account      ${credentials.username}, password and API key in ${shorten(data.credentials)}`);
  say(`  try it       ${curlLine(system)}`);
  say(
    `               npx assay login --credentials ${quote(shorten(data.credentials))}, then npx assay scan --wait FILE…`,
  );
}

/** A command that uploads a file; the token in it is made when it runs and holds for an hour. */
export function curlLine({ url, data }: Pick<System, 'url' | 'data'>): string {
  const token = `$(node ${quote(shorten(TOKEN_PROGRAM))} ${quote(shorten(data.credentials))})`;
  return `curl -X PUT -H "Authorization: Bearer ${token}" -F file=@package.json ${url}/api/v1/files`;
}

function shorten(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

function quote(path: string): string {
  return /^[\w@./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
