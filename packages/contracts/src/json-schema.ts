import { z } from 'zod';
import { EngineManifest } from './engine-manifest.ts';
import {
  HostMessage,
  HostRequest,
  MAX_LINE_BYTES,
  MAX_LOG_LINES,
  MAX_LOG_MESSAGE,
  MAX_NESTING,
} from './engine-protocol.ts';

/** Where the Python side finds its schemas, relative to this file. */
export const SCHEMAS_FOLDER = '../../../scanners/sdk/src/assay_engine/schemas/';

const BOUNDS = { MAX_LINE_BYTES, MAX_LOG_LINES, MAX_LOG_MESSAGE, MAX_NESTING };

/** File name → text of every file that Python reads from these contracts (JSON Schema, draft 2020-12). */
export function jsonSchemaFiles(): ReadonlyMap<string, string> {
  return new Map([
    // A manifest is read as an author writes it, before defaults are filled in; messages as they stand on the wire.
    ['engine-manifest.json', asText(z.toJSONSchema(EngineManifest, { io: 'input' }))],
    ['host-request.json', asText(z.toJSONSchema(HostRequest, { io: 'input' }))],
    ['host-message.json', asText(z.toJSONSchema(HostMessage, { io: 'input' }))],
    ['bounds.json', asText(BOUNDS)],
  ]);
}

function asText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
