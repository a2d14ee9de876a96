import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys that are made once and stay; each in a file of its own that only the owner may read. */
export interface Secrets {
  /** Signs what a message carries, so that a worker can prove it was handed that message. */
  readonly ticketKey: string;
  readonly claimKey: string;
  readonly cursorKey: string;
  /** Secrets of webhooks are made of it. */
  readonly webhookKey: string;
  /** Opens the sealed records of API keys. */
  readonly sealKeyFile: string;
  readonly poolTokens: Readonly<Record<string, string>>;
}

const KEY_BYTES = 32;

export function openSecrets(folder: string, pools: readonly string[]): Secrets {
  const key = (name: string) => readFileSync(keyFile(folder, name), 'utf8').trim();
  return {
    ticketKey: key('ticket'),
    claimKey: key('claim'),
    cursorKey: key('cursor'),
    webhookKey: key('webhook'),
    sealKeyFile: keyFile(folder, 'seal'),
    poolTokens: Object.fromEntries(pools.map((pool) => [pool, key(`pool-${pool}`)])),
  };
}

/** The file appears whole or not at all, also when this process dies here. */
function keyFile(folder: string, name: string): string {
  const file = join(folder, `${name}.key`);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(unfinished, file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  } finally {
    rmSync(unfinished, { force: true });
  }
  return file;
}
