import { z } from 'zod';
import { markdownTable } from '../docs/markdown-table.ts';

/** One variable of the environment, as the reference page shows it. */
export interface ConfigVariable {
  readonly name: string;
  readonly type: string;
  /** Null when there is none. */
  readonly default: string | null;
  readonly required: boolean;
  readonly bounds: string;
  readonly description: string;
  /** Whether its value must not be shown to people. */
  readonly secret: boolean;
}

interface JsonType {
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  default?: unknown;
  description?: string;
  secret?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** Every variable of a service's configuration, in the order of the schema. */
export function describeConfig(schema: z.ZodObject): ConfigVariable[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(json.required ?? []);
  return Object.entries((json.properties ?? {}) as Record<string, JsonType>).map(([name, type]) => ({
    name,
    type: type.format === 'uri' ? 'URL' : (type.type ?? 'string'),
    default: type.default === undefined ? null : String(type.default),
    required: required.has(name) || (type.default === undefined && !schema.shape[name]?.safeParse(undefined).success),
    bounds: bounds(type),
    description: type.description ?? '',
    secret: type.secret === true,
  }));
}

function bounds(type: JsonType): string {
  if (type.enum !== undefined) return type.enum.map((value) => `\`${value}\``).join(', ');
  const parts = [];
  if (type.minimum !== undefined || (type.maximum !== undefined && type.maximum < Number.MAX_SAFE_INTEGER)) {
    const to = type.maximum === undefined || type.maximum >= Number.MAX_SAFE_INTEGER ? '' : type.maximum;
    parts.push(`${type.minimum ?? ''}–${to}`);
  }
  if (type.minLength !== undefined && type.minLength > 1) parts.push(`at least ${type.minLength} characters`);
  if (type.maxLength !== undefined) parts.push(`at most ${type.maxLength} characters`);
  if (type.pattern !== undefined && type.format === undefined) parts.push(`\`${type.pattern}\``);
  return parts.join(', ');
}

/** The configuration reference of these services as Markdown; the page is generated and checked against this. */
export function configurationPage(services: Readonly<Record<string, z.ZodObject>>): string {
  const sections = Object.entries(services).map(([service, schema]) => {
    return [`## ${service}`, '', ...markdownTable(HEAD, describeConfig(schema).map(row)), ''].join('\n');
  });
  return [
    '# Configuration',
    '',
    'Every service reads its environment once, when it starts; a wrong variable stops the start, and all faults are',
    'listed at once. An empty variable counts as absent. This page is generated from the services’ schemas.',
    '',
    ...sections,
  ].join('\n');
}

const HEAD = ['variable', 'type', 'default', 'allowed', 'what it is'];

function row(variable: ConfigVariable): string[] {
  const fallback = variable.default === null ? (variable.required ? 'required' : '–') : `\`${variable.default}\``;
  const what = variable.secret ? `${variable.description} Secret.` : variable.description;
  return [`\`${variable.name}\``, variable.type, fallback, variable.bounds, what];
}
