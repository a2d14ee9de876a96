import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDirectory } from './open-data-directory.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'assay-data-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const mode = (path: string) => statSync(path).mode & 0o777;

describe('opening a data directory', () => {
  it('closes samples, table, queues, logs and secrets to everybody else', () => {
    const data = openDataDirectory(join(parent, 'data'));
    for (const folder of [data.samples, data.table, data.queues, data.logs, data.secrets])
      expect(mode(folder)).toBe(0o700);
    data.close();
  });

  it('lets engines of another user go through to their scratch folder, without listing anything', () => {
    const data = openDataDirectory(join(parent, 'data'));
    for (const folder of [data.root, data.scratch, data.engines]) expect(mode(folder)).toBe(0o711);
    data.close();
  });

  it('opens again what it made before', () => {
    openDataDirectory(join(parent, 'data')).close();
    openDataDirectory(join(parent, 'data')).close();
  });

  it('refuses the layout of another version and changes nothing', () => {
    const data = openDataDirectory(join(parent, 'data'));
    data.close();
    writeFileSync(join(data.root, 'version'), '99\n');
    expect(() => openDataDirectory(data.root)).toThrow(/layout 99/);
    expect(readFileSync(join(data.root, 'version'), 'utf8')).toBe('99\n');
  });

  it('refuses a folder with files that are not its own', () => {
    writeFileSync(join(parent, 'holiday.jpg'), '');
    expect(() => openDataDirectory(parent)).toThrow(/other files/);
    expect(existsSync(join(parent, 'samples'))).toBe(false);
  });

  it('keeps sockets elsewhere when its own path is too long for them', () => {
    const data = openDataDirectory(join(parent, 'd'.repeat(100)));
    expect(data.run.length).toBeLessThan(80);
    data.close();
    rmSync(data.run, { recursive: true });
  });
});
