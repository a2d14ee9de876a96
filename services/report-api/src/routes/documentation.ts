import { operations } from '@assay/contracts';
import { addOpenOperation, type DocsPage, docsPage, openApiDocument } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { ReportApp } from '../report-app.ts';

/** `GET /api/openapi.json` and `GET /api/docs`: what the API can do, for programs and for people. */
export function documentationRoutes(app: FastifyInstance, { gate }: Pick<ReportApp, 'gate'>): void {
  // Made once but for the origin, by which clients reach us under different names.
  let document: ReturnType<typeof openApiDocument> | null = null;
  let page: { readonly origin: string; readonly made: DocsPage } | null = null;
  const describe = (origin: string) => {
    document ??= openApiDocument(origin);
    return { ...document, servers: [{ url: origin }] };
  };
  const pageFor = (origin: string) => {
    if (page?.origin !== origin) page = { origin, made: docsPage(describe(origin)) };
    return page.made;
  };
  addOpenOperation(app, gate, operations.getOpenApi, ({ origin, reply }) => {
    // Nothing in it belongs to anybody, so a browser's tool of another origin may read it.
    reply.header('access-control-allow-origin', '*');
    return describe(origin);
  });
  addOpenOperation(app, gate, operations.getDocs, ({ origin, reply }) => {
    const { html, policy } = pageFor(origin);
    reply.header('content-security-policy', policy).type('text/html; charset=utf-8');
    return html;
  });
}
