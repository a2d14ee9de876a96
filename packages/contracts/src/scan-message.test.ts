import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageBody, parseMessageBody } from './scan-message.ts';

const md5 = '66424e91c022a925c46565d3ace31ffb';

describe('the body of the event', () => {
  it('is <user>:<md5> and splits back', () => {
    expect(messageBody('alice', md5)).toBe(`alice:${md5}`);
    expect(parseMessageBody(`alice:${md5}`)).toEqual({ user: 'alice', md5 });
  });

  it.each([':', `:${md5}`, 'alice:', `al:ice:${md5}`, `alice:${md5}x`, `Alice:${md5}`, ''])('%j is refused', (body) => {
    expect(parseMessageBody(body)).toBeNull();
  });

  it('of any other text is null, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        expect(parseMessageBody(body)).toBeNull();
      }),
    );
  });
});
