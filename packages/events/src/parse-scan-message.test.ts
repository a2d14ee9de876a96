import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScanMessage } from './parse-scan-message.ts';

const md5 = '66424e91c022a925c46565d3ace31ffb';
const sha256 = 'a'.repeat(64);
const scan = { scanId: '17000000000000000001', sha256, size: 3, ticket: 'b'.repeat(64) };

function message(body: string, attributes: Record<string, string>) {
  const entries = Object.entries(attributes).map(([name, StringValue]) => [name, { StringValue }]);
  return { Body: body, MessageAttributes: Object.fromEntries(entries) };
}

describe('a message of the queue', () => {
  it('is read when it is a scan', () => {
    const received = message(`alice:${md5}`, { 'pool-linux': 'bulk', scan: JSON.stringify(scan), other: 'ignored' });
    expect(parseScanMessage(received)).toEqual({ user: 'alice', md5, pools: { linux: 'bulk' }, scan });
  });

  it.each([
    ['no attributes', { Body: `alice:${md5}` }],
    ['no scan', message(`alice:${md5}`, { 'pool-linux': 'bulk' })],
    ['broken JSON', message(`alice:${md5}`, { scan: '{' })],
    ['another shape', message(`alice:${md5}`, { scan: '[]' })],
    ['an unknown field', message(`alice:${md5}`, { scan: JSON.stringify({ ...scan, more: 1 }) })],
    ['a giant scan', message(`alice:${md5}`, { scan: `${JSON.stringify(scan)}${' '.repeat(100_000)}` })],
    ['an unknown lane', message(`alice:${md5}`, { 'pool-linux': 'express', scan: JSON.stringify(scan) })],
    ['an impossible pool', message(`alice:${md5}`, { 'pool-A pool': 'bulk', scan: JSON.stringify(scan) })],
    ['a binary scan', { Body: `alice:${md5}`, MessageAttributes: { scan: { BinaryValue: Buffer.from('{}') } } }],
    ['another body', message(`alice/${md5}`, { scan: JSON.stringify(scan) })],
  ])('is none with %s', (_what, received) => {
    expect(parseScanMessage(received)).toBeNull();
  });

  it('of any kind never makes it throw', () => {
    const attribute = fc.record({ StringValue: fc.option(fc.oneof(fc.string(), fc.json()), { nil: undefined }) });
    const attributes = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('scan', 'pool-linux', 'pool-')), attribute);
    const received = fc.record({
      Body: fc.option(fc.string(), { nil: undefined }),
      MessageAttributes: fc.option(attributes, { nil: undefined }),
    });
    fc.assert(
      fc.property(received, (one) => {
        expect(parseScanMessage(one)).toBeNull();
      }),
    );
  });
});
