import { createHash } from 'node:crypto';
import { escapeHtml, inlineCode } from './html.ts';
import type { OpenApiDocument } from './openapi-document.ts';
import { operationSection } from './operation-section.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A page for people, with everything in it: no script, no picture, nothing from elsewhere. */
export interface DocsPage {
  readonly html: string;
  /** `Content-Security-Policy` under which it is sent: its own style, and nothing else. */
  readonly policy: string;
}

/** The document as one page to read: every operation under its heading, with parameters, body, answers and examples. */
export function docsPage(document: OpenApiDocument): DocsPage {
  const { info, servers, tags } = document;
  const sections = sectionsOf(document);
  const html = [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(info.title)} API</title><style>${PAGE_STYLE}</style></head><body>`,
    `<nav aria-label="Operations"><h1>${escapeHtml(info.title)} API</h1>`,
    ...tags.map(({ name }) => navigation(name, sections.get(name) ?? [])),
    '</nav><main>',
    `<p>${inlineCode(info.description)}</p>`,
    `<p>Server: <code>${escapeHtml(servers[0]?.url ?? '')}</code>. For programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>`,
    credentials(document),
    ...tags.map(({ name }) => chapter(name, sections.get(name) ?? [])),
    '</main></body></html>',
    '',
  ].join('\n');
  const digest = createHash('sha256').update(PAGE_STYLE).digest('base64');
  return {
    html,
    policy: `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

interface Section {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly html: string;
}

function sectionsOf(document: OpenApiDocument): Map<string, Section[]> {
  const sections = new Map<string, Section[]>();
  for (const [path, methods] of [...Object.entries(document.paths), ...sentTo(document)]) {
    for (const [method, described] of Object.entries(methods)) {
      const operation = described as { operationId: string; tags: [string]; summary: string };
      const [tag] = operation.tags;
      const section = {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        summary: operation.summary,
        html: operationSection(method.toUpperCase(), path, described, document),
      };
      sections.set(tag, [...(sections.get(tag) ?? []), section]);
    }
  }
  return sections;
}

/** What is sent to webhooks, whose addresses are their owners'. */
function sentTo({ webhooks }: OpenApiDocument) {
  return Object.entries(webhooks).map(([event, methods]) => [`your webhook: ${event}`, methods] as const);
}

function navigation(tag: string, sections: readonly Section[]): string {
  const items = sections.map(
    ({ id, method, path }) =>
      `<li><a href="#${escapeHtml(id)}"><b>${method}</b> ${escapeHtml(path.replace(/^\/api/, ''))}</a></li>`,
  );
  return `<h2>${escapeHtml(tag)}</h2><ul>${items.join('')}</ul>`;
}

function chapter(tag: string, sections: readonly Section[]): string {
  return `<h2>${escapeHtml(tag)}</h2>\n${sections.map(({ html }) => html).join('\n')}`;
}

function credentials({ components }: OpenApiDocument): string {
  const schemes = Object.values(components.securitySchemes ?? {}) as Record<string, string>[];
  const items = schemes.map(({ name, in: where, description = '' }) => {
    const place =
      name === undefined ? '<code>Authorization: Bearer</code>' : `<code>${escapeHtml(name)}</code> (${where})`;
    return `<li>${place}: ${inlineCode(description)}</li>`;
  });
  return `<h2>Credentials</h2><ul class="plain">${items.join('')}</ul>`;
}
