import { createHash } from 'node:crypto';
import { operation, ROUTES } from '@assay/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi-document.ts';

const page = docsPage(openApiDocument('https://assay.example'));

it('shows every route', () => {
  for (const { method, path } of ROUTES) expect(page.html).toContain(`<h3><code>${method} ${path}</code></h3>`);
  expect(page.html).toContain(
    '<article id="onVerdictChanged"><h3><code>POST your webhook: verdict.changed</code></h3>',
  );
});

it('leads to each by a link that has an end', () => {
  const ids = [...page.html.matchAll(/<article id="(\w+)"/g)].map(([, id]) => id);
  const links = [...page.html.matchAll(/href="#(\w+)"/g)].map(([, id]) => id);
  expect(links).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

it('asks nothing of any other place and runs nothing', () => {
  const outside = [...page.html.matchAll(/(?:src|href|action)="([^"#][^"]*)"/g)].map(([, target]) => target);
  expect(outside).toEqual(['/api/openapi.json']);
  expect(page.html).not.toMatch(/<script|<img|<link|<iframe|@import|url\(|\son\w+=/i);
});

it('allows its own style by its digest, and nothing else', () => {
  const style = /<style>([\s\S]*)<\/style>/.exec(page.html)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  expect(page.policy).toContain(`default-src 'none'; style-src 'sha256-${digest}';`);
  expect(page.policy).not.toContain('unsafe');
});

it('shows text as text, whatever a description or an origin holds', () => {
  const hostile = operation({
    id: 'hostile',
    method: 'GET',
    path: '/hostile',
    under: ['v1'],
    service: 'report-api',
    tag: '<b>',
    summary: '<script>alert(1)</script>',
    description: '`<i>`',
    query: z.object({ '"><u>': z.enum(['<s>']).optional().describe('&lt;') }),
    answer: { description: '<p onclick="x">', schema: z.object({ '<q>': z.string() }) },
  });
  const { html } = docsPage(openApiDocument('https://"><em>.example', [hostile]));
  const main = html.slice(html.indexOf('<body>'));
  expect(main).not.toMatch(/<(script|i|u|s|em|q)>|onclick="x"/);
  expect(main).toContain('&amp;lt;');
});
