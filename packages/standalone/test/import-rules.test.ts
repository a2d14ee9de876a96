import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-imports-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  put('tsconfig.json', '{}');
  put('package.json', '{"name": "assay", "type": "module"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A library as it lies in `node_modules` of a package, and in its package.json. */
function install(part: string, library: string): void {
  put(`${part}/node_modules/${library}/package.json`, `{"name": "${library}", "main": "index.js"}`);
  put(`${part}/node_modules/${library}/index.js`, '');
  put(`${part}/package.json`, JSON.stringify({ name: part, dependencies: { [library]: '1' } }));
}

/** The names of the rules that the tree breaks. */
function broken(): string[] {
  const program = join(ROOT, 'node_modules/.bin/depcruise');
  const args = ['--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'packages', 'services'];
  const { stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

describe('the rules of who may import whom', () => {
  beforeEach(() => {
    put('packages/table/src/index.ts', 'export const table = 1;');
    put(
      'services/upload-api/src/index.ts',
      "import { table } from '../../../packages/table/src/index.ts'; export { table };",
    );
    put('services/report-api/src/index.ts', 'export const report = 1;');
  });

  it('let nothing be reached by a path into another part', () => {
    expect(broken()).toEqual(['no-inner-files']);
  });

  it('keep one service from another, also for a type', () => {
    put('services/upload-api/src/index.ts', "export type { report } from '../../report-api/src/index.ts';");
    expect(broken()).toContain('services-apart');
  });

  it('keep services and standalone out of packages', () => {
    put('packages/scans/src/index.ts', "export * from '../../../services/report-api/src/index.ts';");
    put('packages/auth/src/index.ts', "export * from '../../standalone/src/index.ts';");
    put('packages/standalone/src/index.ts', 'export const all = 1;');
    expect(broken()).toEqual(expect.arrayContaining(['services-only-in-standalone', 'standalone-is-the-top']));
  });

  it('keep store, events and table from one another', () => {
    put('packages/events/src/index.ts', "export * from '../../table/src/index.ts';");
    expect(broken()).toContain('events-imports');
  });

  it('keep everything but zod out of contracts', () => {
    put('packages/contracts/src/index.ts', "export * from 'fastify'; export * from 'zod';");
    install('packages/contracts', 'fastify');
    expect(broken()).toContain('contracts-libraries');
  });

  it('keep the web framework out of the table, in tests too it must be declared', () => {
    put('packages/table/src/index.ts', "export * from 'fastify';");
    install('packages/table', 'fastify');
    expect(broken()).toContain('table-libraries');
  });

  it('find circles, forgotten files and imports that lead nowhere', () => {
    put('packages/auth/src/index.ts', "export { a } from './a.ts'; export const b = 1;");
    put('packages/auth/src/a.ts', "import { b } from './index.ts'; export const a = b;");
    put('packages/auth/src/forgotten.ts', 'export const x = 1;');
    put('services/accounts-api/src/index.ts', "import '@assay/nothing';");
    expect(broken()).toEqual(expect.arrayContaining(['no-circular', 'no-orphans', 'no-unresolvable']));
  });

  it('keep tests and what helps them out of what runs', () => {
    put('packages/auth/src/index.ts', "export * from './testing.ts';");
    put('packages/auth/src/testing.ts', 'export const fake = 1;');
    expect(broken()).toContain('tests-stay-tests');
  });
});
