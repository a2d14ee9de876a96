import type { IncomingMessage } from 'node:http';
import { ROUTES } from '@assay/contracts';
import { describe, expect, it } from 'vitest';
import { chooseOps, choosePublic } from './choose-service.ts';

const services = {
  'upload-api': { routing: () => undefined },
  'report-api': { routing: () => undefined },
  'accounts-api': { routing: () => undefined },
};
const request = (method: string, url: string) => ({ method, url }) as IncomingMessage;

describe('the one listener', () => {
  it.each(ROUTES.map(({ method, path, service }) => [method, path, service] as const))(
    'gives %s %s to %s',
    (method, path, service) => {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      expect(choosePublic(services)(request(method, url))).toBe(services[service].routing);
      expect(choosePublic(services)(request(method, `${url}?limit=1`))).toBe(services[service].routing);
    },
  );

  it('lets report-api answer what has no route, so that it is in the form of every error', () => {
    for (const url of ['/nowhere', '/api/v3/urls', '*', '', '/api/v1/files/x/y/z']) {
      expect(choosePublic(services)(request('POST', url))).toBe(services['report-api'].routing);
    }
  });

  it('says at its root what it is', () => {
    const said: unknown[] = [];
    const response = { writeHead: (status: number) => said.push(status), end: (text: string) => said.push(text) };
    choosePublic(services)(request('GET', '/'))(request('GET', '/'), response as never);
    expect(said[0]).toBe(200);
    expect(JSON.parse(String(said[1]))).toMatchObject({ name: 'assay', api: ['/api/v1', '/api/v3'] });
  });
});

describe('the port of operation', () => {
  it('reaches each service under its name, and one of them without', () => {
    const named = request('GET', '/report-api/metrics');
    expect(chooseOps(services)(named)).toBe(services['report-api'].routing);
    expect(named.url).toBe('/metrics');
    expect(chooseOps(services)(request('GET', '/readyz'))).toBe(services['upload-api'].routing);
    expect(chooseOps(services)(request('GET', '/__proto__/x'))).toBe(services['upload-api'].routing);
  });
});
