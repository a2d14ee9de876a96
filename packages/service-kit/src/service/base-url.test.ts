import { afterEach, describe, expect, it } from 'vitest';
import { testService } from '../../test/start-service.ts';
import { baseUrl } from './base-url.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function ask(options: Parameters<typeof testService>[0], headers: Record<string, string>) {
  const { app } = testService(options);
  open.push(app);
  app.get('/', async (request) => ({ base: baseUrl(request) }));
  const answer = await app.inject({ url: '/', headers });
  return answer.json().base ?? answer.statusCode;
}

const forwarded = { host: 'inner:8080', 'x-forwarded-host': 'assay.example', 'x-forwarded-proto': 'https' };

describe('links begin with', () => {
  it.each<[string, Parameters<typeof testService>[0], Record<string, string>, string | number]>([
    [
      'the configured origin, whatever the request says',
      { publicUrl: 'https://a.example/' },
      forwarded,
      'https://a.example',
    ],
    ['the host of the request', {}, { host: 'Localhost:8080' }, 'http://localhost:8080'],
    ['an IPv6 host', {}, { host: '[::1]:8080' }, 'http://[::1]:8080'],
    ['not what a proxy says that is not trusted', {}, forwarded, 'http://inner:8080'],
    ['what a trusted proxy says', { trustProxy: true }, forwarded, 'https://assay.example'],
    [
      'no scheme but http and https',
      { trustProxy: true },
      { ...forwarded, 'x-forwarded-proto': 'javascript' },
      'http://assay.example',
    ],
  ])('%s', async (_name, options, headers, expected) => {
    expect(await ask(options, headers)).toBe(expected);
  });

  it.each(['a b', 'a/b', 'a"b', 'user@host', 'host:99999999', '-', '<x>'])(
    'nothing when the host is %j',
    async (host) => {
      expect(await ask({}, { host })).toBe(400);
      expect(await ask({ trustProxy: true }, { host: 'fine', 'x-forwarded-host': host })).toBe(400);
    },
  );
});
