import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSecrets } from './secrets.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the secrets of an installation', () => {
  it('are made once and stay', () => {
    expect(openSecrets(folder, ['linux'])).toEqual(openSecrets(folder, ['linux']));
  });

  it('differ from one another and from one installation to the next', () => {
    const other = mkdtempSync(join(tmpdir(), 'assay-secrets-'));
    const keys = [folder, other].flatMap((place) => {
      const { ticketKey, claimKey, cursorKey, webhookKey, poolTokens } = openSecrets(place, ['linux', 'windows']);
      return [ticketKey, claimKey, cursorKey, webhookKey, ...Object.values(poolTokens)];
    });
    rmSync(other, { recursive: true });
    expect(new Set(keys).size).toBe(12);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
  });

  it('can be read by their owner alone, and leave nothing unfinished behind', () => {
    openSecrets(folder, ['linux']);
    const files = readdirSync(folder);
    expect(files.sort()).toEqual([
      'claim.key',
      'cursor.key',
      'pool-linux.key',
      'seal.key',
      'ticket.key',
      'webhook.key',
    ]);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });
});
