import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationReference } from './configuration-reference.ts';

it('docs/operate/configuration.md is what the services read; `npm run docs` brings it up to date', () => {
  const page = readFileSync(new URL('../../../../docs/operate/configuration.md', import.meta.url), 'utf8');
  expect(page).toBe(configurationReference());
});
