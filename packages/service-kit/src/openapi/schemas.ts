import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type JsonSchema, SCHEMAS } from './json-schema.ts';

/** JSON Schemas of the contracts; those with an id become components, told once and referred to. */
export interface Schemas {
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** Of what clients send: members with a default may be left out. */
  ofInput(schema: z.ZodType): JsonSchema;
  /** Of what clients get. It may have members besides those that it names: clients pass over what they do not know. */
  ofOutput(schema: z.ZodType): JsonSchema;
}

export function collectSchemas(): Schemas {
  const components: Record<string, JsonSchema> = {};
  const convert = (schema: z.ZodType, io: 'input' | 'output') => {
    const {
      $schema: _dialect,
      $defs = {},
      ...root
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: io === 'output' ? open : relax,
    });
    const names = new Map<string, string>();
    for (const name of Object.keys($defs)) names.set(name, componentName(name, io));
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...body } = rename(definition, names) as JsonSchema;
      addComponent(components, names.get(name) as string, body);
    }
    return rename(root, names) as JsonSchema;
  };
  return { components, ofInput: (schema) => convert(schema, 'input'), ofOutput: (schema) => convert(schema, 'output') };
}

/** What zod makes by itself of a schema that refers to itself is any JSON: nothing else of ours does. */
function componentName(name: string, io: 'input' | 'output'): string {
  if (name.startsWith('__schema')) return 'AnyJson';
  return io === 'input' && !/(Request|Form)$/.test(name) ? `${name}Request` : name;
}

function addComponent(components: Record<string, JsonSchema>, name: string, schema: JsonSchema): void {
  const known = components[name];
  if (known !== undefined && !isDeepStrictEqual(known, schema)) throw new Error(`two schemas are called ${name}`);
  components[name] = schema;
}

/** Formats say enough without zod's long patterns for them, and bounds of what a number can hold are none. */
function relax({ jsonSchema, zodSchema }: { jsonSchema: JsonSchema; zodSchema: z.core.$ZodTypes }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  const { def } = zodSchema._zod;
  if (def.type === 'pipe' && def.out._zod.def.type === 'transform') describeTransformed(jsonSchema, def.in);
  if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
}

/** Of what clients get nothing is closed, whatever the program itself is strict about. */
function open(context: Parameters<typeof relax>[0]): void {
  relax(context);
  if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
}

/** What a transform makes of a text is a text of the same form: a digest in lower case. Others are not in answers. */
function describeTransformed(jsonSchema: JsonSchema, before: z.core.$ZodType): void {
  if (before._zod.def.type !== 'string' || jsonSchema.type !== undefined) return;
  const { $schema: _dialect, ...form } = z.toJSONSchema(before);
  Object.assign(jsonSchema, form);
}

/** The same with every reference into `$defs` led to its component. */
function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => rename(each, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const name = key === '$ref' && typeof each === 'string' ? each.replace('#/$defs/', '') : null;
      return [key, name === null ? rename(each, names) : `${SCHEMAS}${names.get(name) ?? name}`];
    }),
  );
}
