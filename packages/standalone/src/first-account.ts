import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ensureFirstAccount } from '@assay/accounts-api';
import { openSealer } from '@assay/auth';
import { Credentials } from '@assay/contracts';
import { openTable } from '@assay/table';
import type { Plan } from './plan.ts';
import { EMBEDDED_AWS } from './provision.ts';

const FIRST_USER = 'admin';

/**
 * Makes the first account with an API key on the first start and writes both to the credentials file, which only the
 * owner may read. Later starts keep it and only bring its URL up to date.
 */
export async function firstAccount(options: {
  plan: Plan;
  sealKeyFile: string;
  file: string;
  url: string;
}): Promise<Credentials> {
  const known = readCredentials(options.file);
  const table = openTable({
    ...EMBEDDED_AWS,
    endpoint: `http://127.0.0.1:${options.plan.tablePort}`,
    name: options.plan.tableName,
  });
  try {
    const made = await ensureFirstAccount(
      { table, sealer: await openSealer(options.sealKeyFile) },
      {
        username: known?.username ?? FIRST_USER,
        password: known?.password,
        accessLevel: 'admin',
        known: known ?? undefined,
      },
    );
    const password = made.password ?? known?.password;
    if (password === undefined)
      throw new Error(`${options.file} is gone, and with it the password of ${made.username}.`);
    const credentials = { ...made, password, url: options.url };
    if (JSON.stringify(credentials) !== JSON.stringify(known)) writeCredentials(options.file, credentials);
    return credentials;
  } finally {
    table.client.destroy();
  }
}

function readCredentials(file: string): Credentials | null {
  try {
    return Credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${file} cannot be read. Mend it, or move it away for a new key.`, { cause: fault });
  }
}

/** Whole or not at all: it is written next to its place and moved there. */
function writeCredentials(file: string, credentials: Credentials): void {
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(unfinished, file);
}
