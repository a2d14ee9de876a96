import { readFileSync } from 'node:fs';
import { ROUTES } from '@assay/contracts';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');

/** `GET /api/v1\|v3/files` of the page's tables, as the routes it stands for. */
function documented(): string[] {
  const named = [...page.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/api\/[^`]+)`/g)].filter(
    // The sentence on verdicts names a route in passing.
    (match) => page.lastIndexOf('\n|', match.index) === page.lastIndexOf('\n', match.index),
  );
  return named.flatMap(([, method, path]) =>
    (path as string).includes('v1\\|v3')
      ? ['v1', 'v3'].map((version) => `${method} ${(path as string).replace('v1\\|v3', version)}`)
      : [`${method} ${path}`],
  );
}

it('describes every route there is, and none that there is not', () => {
  expect(documented().sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});
