import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchemaFiles, SCHEMAS_FOLDER } from './json-schema.ts';

const folder = new URL(SCHEMAS_FOLDER, import.meta.url);

describe('the JSON Schema that Python reads', () => {
  it.each([...jsonSchemaFiles()])(
    '%s is what `node packages/contracts/src/generate-json-schema.ts` writes',
    (name, text) => {
      expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
    },
  );

  it('has no file that the contracts do not make', () => {
    expect(readdirSync(folder).sort()).toEqual([...jsonSchemaFiles().keys()].sort());
  });
});
