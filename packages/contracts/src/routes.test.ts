import { describe, expect, it } from 'vitest';
import { ROUTES, serviceFor } from './routes.ts';

describe('the service that answers', () => {
  it.each([
    ['PUT', '/api/v1/files', 'upload-api'],
    ['POST', '/api/v3/files/abc/analyse', 'upload-api'],
    ['GET', '/api/v1/files/abc/scans/', 'report-api'],
    ['HEAD', '/api/v1/files/abc/download', 'report-api'],
    ['GET', '/api/v3/analyses/abc==', 'report-api'],
    ['DELETE', '/api/v1/users/me/keys/abc', 'accounts-api'],
    ['GET', '/api/v1/files/a/b/c/d/e', null],
    ['GET', '/', null],
    ['TRACE', '/api/v1/files', null],
  ])('%s %s is %s', (method, path, service) => {
    expect(serviceFor(method, path)).toBe(service);
  });

  it('is decided by one entry for each method and path', () => {
    const names = ROUTES.map((route) => `${route.method} ${route.path}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
