import { writeFileSync } from 'node:fs';
import { jsonSchemaFiles, SCHEMAS_FOLDER } from './json-schema.ts';

for (const [name, text] of jsonSchemaFiles()) {
  writeFileSync(new URL(SCHEMAS_FOLDER + name, import.meta.url), text);
}
