/** The services that answer the public; `web` joins them with the page. */
export type PublicService = 'upload-api' | 'report-api' | 'accounts-api';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for one path segment. */
  readonly path: string;
  readonly service: PublicService;
}

const both = (method: Route['method'], path: string, service: PublicService): Route[] =>
  ['/api/v1', '/api/v3'].map((prefix) => ({ method, path: `${prefix}${path}`, service }));

/**
 * Which service answers a route: the one table from which the one-machine listener and the load balancer's
 * rules are made. A service that answers a route which is not here, or lacks one which is, fails its tests.
 */
export const ROUTES: readonly Route[] = [
  // What begins a scan.
  ...both('PUT', '/files', 'upload-api'),
  ...both('POST', '/files', 'upload-api'),
  ...both('POST', '/files/{id}/analyse', 'upload-api'),
  // Everything else about files.
  { method: 'GET', path: '/api/v1/files', service: 'report-api' },
  ...both('GET', '/files/{id}', 'report-api'),
  ...both('GET', '/files/{id}/download', 'report-api'),
  ...both('GET', '/files/{id}/scans', 'report-api'),
  ...both('GET', '/files/{id}/scans/{scan_id}', 'report-api'),
  ...both('GET', '/files/{id}/scans/{scan_id}/results', 'report-api'),
  ...both('GET', '/files/{id}/scans/{scan_id}/results/{engine}', 'report-api'),
  ...both('GET', '/files/{id}/scans/{scan_id}/logs', 'report-api'),
  ...both('GET', '/files/{id}/scans/{scan_id}/logs/{engine}', 'report-api'),
  ...both('GET', '/files/{id}/scans/{scan_id}/events', 'report-api'),
  { method: 'GET', path: '/api/v1/events', service: 'report-api' },
  { method: 'GET', path: '/api/v1/engines', service: 'report-api' },
  { method: 'GET', path: '/api/v3/analyses/{id}', service: 'report-api' },
  { method: 'GET', path: '/api/v3/metadata', service: 'report-api' },
  // People and keys.
  { method: 'GET', path: '/api/v1/users/me', service: 'accounts-api' },
  { method: 'GET', path: '/api/v1/users/{id}/keys', service: 'accounts-api' },
  { method: 'POST', path: '/api/v1/users/{id}/keys', service: 'accounts-api' },
  { method: 'DELETE', path: '/api/v1/users/{id}/keys/{token}', service: 'accounts-api' },
];

/** The service that answers, or `null` when no route has this method and path. A trailing slash is ignored. */
export function serviceFor(method: string, path: string): PublicService | null {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const segments = path.split('/').filter((segment) => segment !== '');
  const found = ROUTES.find((route) => route.method === wanted && matches(route.path, segments));
  return found?.service ?? null;
}

function matches(pattern: string, segments: readonly string[]): boolean {
  const parts = pattern.split('/').filter((part) => part !== '');
  return parts.length === segments.length && parts.every((part, at) => part.startsWith('{') || part === segments[at]);
}
