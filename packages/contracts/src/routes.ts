import { type Method, type Operation, type PublicService, prefixOf } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';

export interface Route {
  readonly method: Method;
  /** With `{name}` for one path segment. */
  readonly path: string;
  readonly service: PublicService;
  readonly operation: Operation;
}

/**
 * Which service answers a route, made of the operations: the one table from which the one-machine listener and the load
 * balancer's rules are made. A service that answers a route which is not here, or lacks one which is, fails its tests.
 */
export const ROUTES: readonly Route[] = OPERATIONS.flatMap((operation) =>
  operation.under.map((version) => ({
    method: operation.method,
    path: `${prefixOf(version)}${operation.path}`,
    service: operation.service,
    operation,
  })),
);

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '');
const parametersOf = (path: string) => path.split('{').length - 1;

/** A path without parameters goes before one with them, as in the services' own routers. */
const PATTERNS = [...ROUTES]
  .sort((a, b) => parametersOf(a.path) - parametersOf(b.path))
  .map(({ method, path, service }) => ({ method, parts: segmentsOf(path), service }));

/** The service that answers, or `null` when no route has this method and path. A trailing slash is ignored. */
export function serviceFor(method: string, path: string): PublicService | null {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const segments = segmentsOf(path);
  const found = PATTERNS.find(
    ({ method, parts }) =>
      method === wanted &&
      parts.length === segments.length &&
      parts.every((part, at) => part.startsWith('{') || part === segments[at]),
  );
  return found?.service ?? null;
}
