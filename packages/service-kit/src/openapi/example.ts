import { type JsonSchema, SCHEMAS } from './json-schema.ts';

/** Deep enough for every shape of ours, and an end for what refers to itself. */
const MAX_DEPTH = 12;

/** What a member of this name holds for example. Those that do not fit the member's schema are passed over. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  sha256: '8739c76e681f900923b900c9df0ef75cf421d39cabb54650c4b9ad19b6a76d85',
  sha1: '3395856ce81f2b7382dee72602f798b642f14140',
  md5: '44d88612fea8a8f36de82e1278abb02f',
  name: 'invoice.pdf',
  names: 'invoice.pdf',
  size: 68,
  scanid: '23782907443984360149',
  engine: 'clamav',
  engine_name: 'ClamAV',
  engine_version: '1.4.3',
  signature_version: '27800',
  package_version: '0.1.0',
  signature_date: '2026-11-24',
  engine_update: '20261124',
  label: 'Win.Test.EICAR_HDB-1',
  result: 'Win.Test.EICAR_HDB-1',
  pool: 'linux',
  email: 'ada@example.com',
  user: 'ada',
  who: 'ada',
  tag: 'invoice',
  type: 'pdf',
  tags: 'invoice',
  text: 'Came by mail, claims to be an invoice. #phishing',
  query: 'type:pdf positives:3+',
  cursor: 'eyJ3IjoiMjAyNi0xMS0yNCJ9.c2lnbmF0dXJl',
  url: 'https://assay.example/api/v3/files/upload/2f8c',
  self: 'https://assay.example/api/v1/files',
  next: 'https://assay.example/api/v1/files?cursor=eyJ3IjoiMjAyNi0xMS0yNCJ9',
  password: 'a pass phrase of several words',
};

/** What texts look like here; of them the first that fits is taken where the name says nothing. */
const TEXTS = [
  'ada',
  BY_NAME.sha256,
  BY_NAME.md5,
  BY_NAME.scanid,
  '2026-11-24T12:00:00.000Z',
  '2026-11-24',
  'https://assay.example/',
  '10.0.0.0/8',
  '10.0.0.1',
  'ada@example.com',
  'abcdefghijklmnopqrstuvwxyz0123',
  'linux:0123456789abcdef',
  '#phishing',
  '0',
  '',
] as readonly string[];

const FORMATS: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uri: /^https:\/\//,
  email: /^[^@ ]+@[^@ ]+$/,
  ipv4: /^[\d.]+$/,
  cidrv4: /^[\d.]+\/\d+$/,
};

/** A value that fits the schema, as a reader of the documentation wants to see one. */
export function exampleOf(
  schema: JsonSchema,
  components: Readonly<Record<string, JsonSchema>>,
  name = '',
  depth = 0,
): unknown {
  const [known] = [schema.example, schema.examples?.[0], schema.const].filter((value) => value !== undefined);
  if (known !== undefined) return known;
  if (schema.$ref !== undefined) {
    const component = components[schema.$ref.replace(SCHEMAS, '')];
    return component === undefined || depth > MAX_DEPTH ? null : exampleOf(component, components, name, depth + 1);
  }
  const inner = (each: JsonSchema, of: string) => exampleOf(each, components, of, depth + 1);
  const [choice] = schema.anyOf ?? schema.oneOf ?? [];
  if (choice !== undefined) return inner(choice as JsonSchema, name);
  const parts = schema.allOf as JsonSchema[] | undefined;
  if (parts !== undefined) return Object.assign({}, ...parts.map((part) => inner(part, name)));
  if (name in BY_NAME && fits(schema, BY_NAME[name])) return BY_NAME[name];
  return schema.enum?.[0] ?? schema.default ?? byType(schema, name, inner);
}

function byType(schema: JsonSchema, name: string, inner: (schema: JsonSchema, name: string) => unknown): unknown {
  switch (typeOf(schema)) {
    case 'object':
      return objectExample(schema, inner);
    case 'array':
      return schema.maxItems === 0 ? [] : [inner((schema.items ?? {}) as JsonSchema, name)];
    case 'string':
      return TEXTS.find((text) => fits(schema, text)) ?? '';
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 0);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return {};
  }
}

function objectExample(schema: JsonSchema, inner: (schema: JsonSchema, name: string) => unknown): unknown {
  const members = Object.entries(schema.properties ?? {}).map(([name, each]) => [
    name,
    inner(each as JsonSchema, name),
  ]);
  const rest = schema.additionalProperties;
  // A map from names to values of one shape.
  if (members.length === 0 && typeof rest === 'object') {
    const key = ((schema.propertyNames as JsonSchema | undefined)?.enum?.[0] as string | undefined) ?? 'ClamAV';
    return { [key]: inner(rest as JsonSchema, '') };
  }
  return Object.fromEntries(members);
}

/** Of several types the first that is not null. */
function typeOf({ type }: JsonSchema): string | undefined {
  const types = (type === undefined ? [] : [type]).flat() as string[];
  return types.find((each) => each !== 'null') ?? types[0];
}

function fits(schema: JsonSchema, value: unknown): boolean {
  const type = typeOf(schema);
  if (typeof value === 'number') return type === 'integer' || type === 'number';
  if (typeof value !== 'string' || type !== 'string') return false;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format } = schema;
  return (
    value.length >= minLength &&
    value.length <= maxLength &&
    (schema.enum === undefined || schema.enum.includes(value)) &&
    (pattern === undefined || new RegExp(pattern, 'u').test(value)) &&
    (format === undefined || (FORMATS[format]?.test(value) ?? true))
  );
}
