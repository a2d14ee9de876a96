import { readFileSync } from 'node:fs';
import { ERRORS } from '@assay/contracts';
import { describe, expect, it } from 'vitest';
import { errorsPage } from './errors-page.ts';

const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
const documented = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d+) +\| `(\w+)` +\|/gm)].map(([, kind, status, code]) => ({
  kind,
  status: Number(status),
  code,
}));

describe('docs/errors.md', () => {
  it('names every error that a caller can see', () => {
    expect(documented.map((row) => row.kind)).toEqual(expect.arrayContaining(Object.keys(ERRORS)));
  });

  it('names no error that does not exist', () => {
    for (const { kind, status, code } of documented) {
      expect(ERRORS).toHaveProperty(String(kind), expect.objectContaining({ status, code }));
    }
  });

  it('is the page that is generated from the table', () => {
    expect(page).toBe(errorsPage());
  });
});
