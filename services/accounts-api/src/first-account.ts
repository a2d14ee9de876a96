import { readFile, rename, writeFile } from 'node:fs/promises';
import { openSealer } from '@assay/auth';
import { Credentials } from '@assay/contracts';
import { awsClient, createLogger, loadConfig, runMain, sealKey, tableOptions } from '@assay/service-kit';
import { openTable } from '@assay/table';
import { firstAccountConfigSchema } from './config.ts';
import { ensureFirstAccount } from './ensure-first-account.ts';

const NAME = 'first-account';

await runMain(NAME, async () => {
  const config = loadConfig(firstAccountConfigSchema, process.env);
  const table = openTable(tableOptions(config));
  const file = config.CREDENTIALS_FILE;
  const kept = await readCredentials(file);
  const known = kept?.username === config.FIRST_USERNAME ? kept : undefined;
  const made = await ensureFirstAccount(
    { table, sealer: await openSealer(sealKey(config), awsClient(config)) },
    { username: config.FIRST_USERNAME, password: known?.password, known },
  );
  const password = made.password ?? known?.password;
  const credentials = Credentials.parse({ ...made, password, url: config.PUBLIC_URL });
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  table.client.destroy();
  createLogger({ name: NAME }).info({ userId: made.user_id }, 'the first account is there');
});

async function readCredentials(file: string): Promise<Credentials | null> {
  try {
    return Credentials.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error('the credentials file cannot be read; mend it, or move it away for a new key');
  }
}
