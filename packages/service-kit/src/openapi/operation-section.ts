import { escapeHtml, inlineCode } from './html.ts';
import type { JsonSchema } from './json-schema.ts';
import type { OpenApiDocument } from './openapi-document.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly description?: string; readonly content?: Content }>
  >;
}

/** One operation for a reader. */
export function operationSection(method: string, path: string, described: unknown, document: OpenApiDocument): string {
  const { operationId, summary, description, parameters, requestBody, responses } = described as Described;
  return [
    `<article id="${escapeHtml(operationId)}"><h3><code>${method} ${escapeHtml(path)}</code></h3>`,
    `<p>${inlineCode(summary)}.${description === undefined ? '' : ` ${inlineCode(description)}`}</p>`,
    parameters.length === 0 ? '' : parameterTable(parameters),
    requestBody === undefined
      ? ''
      : `<h4>Body${requestBody.required ? '' : ', which may be left out'}</h4>${contentOf(requestBody.content)}`,
    '<h4>Answers</h4>',
    answerTable(responses, document),
    contentOf(Object.entries(responses).find(([status]) => status < '400')?.[1].content ?? {}),
    '</article>',
  ].join('\n');
}

function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: where, required, description = '', schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${where}${required ? ', required' : ''}</td>` +
      `<td>${escapeHtml(kindOf(schema))}</td><td>${inlineCode(description)}</td></tr>`,
  );
  return `<h4>Parameters</h4><table><tr><th>name</th><th>where</th><th>what</th><th></th></tr>${rows.join('')}</table>`;
}

function kindOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.join(' | ');
  if (schema.anyOf !== undefined) return schema.anyOf.map((each) => kindOf(each as JsonSchema)).join(' | ');
  return schema.format ?? String(schema.type ?? 'any');
}

function answerTable(responses: Described['responses'], document: OpenApiDocument): string {
  const rows = Object.entries(responses).map(([status, answer]) => {
    const { description = '' } = answer.$ref === undefined ? answer : component(answer.$ref, document);
    return `<tr><td>${status}</td><td>${inlineCode(description)}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

function component($ref: string, { components }: OpenApiDocument): { description?: string } {
  return (components.responses?.[$ref.replace('#/components/responses/', '')] ?? {}) as { description?: string };
}

function contentOf(content: Content): string {
  return Object.entries(content)
    .map(([type, { schema, example }]) => oneContent(type, schema, example))
    .join('');
}

function oneContent(type: string, schema: JsonSchema, example: unknown): string {
  if (example !== undefined)
    return `<p><code>${type}</code></p><pre>${escapeHtml(JSON.stringify(example, null, 2))}</pre>`;
  const parts = Object.entries(schema.properties ?? {}).map(
    ([name, each]) => `<li><code>${escapeHtml(name)}</code> ${inlineCode((each as JsonSchema).description ?? '')}</li>`,
  );
  return `<p><code>${escapeHtml(type)}</code></p>${parts.length === 0 ? '' : `<ul class="plain">${parts.join('')}</ul>`}`;
}
