import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cookieState, newFlow, resumeFlow } from './flow.ts';

const key = createSecretKey(randomBytes(32));
const NOW = Date.parse('2026-01-01T00:00:00Z');

it('resumes what it began, for ten minutes and not before it began', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 700_000 }), (laterMs) => {
      const flow = newFlow(key, NOW);
      expect(resumeFlow(key, flow.state, NOW + laterMs)).toEqual(laterMs >= 0 && laterMs <= 600_000 ? flow : null);
    }),
  );
});

it('resumes nothing that anybody else made or changed', () => {
  const { state } = newFlow(key, NOW);
  expect(resumeFlow(createSecretKey(randomBytes(32)), state, NOW)).toBeNull();
  const spoiled = fc
    .tuple(fc.nat(state.length - 1), fc.constantFrom(...'aZ09_-.'))
    .map(([at, letter]) => state.slice(0, at) + letter + state.slice(at + 1));
  fc.assert(
    fc.property(fc.oneof(spoiled, fc.string({ maxLength: 100 })), (text) => {
      // The last character of base64url carries bits that count for nothing.
      const same = text.slice(0, -1) === state.slice(0, -1);
      expect(same || resumeFlow(key, text, NOW) === null).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('gives every flow a state, nonce and verifier of its own', () => {
  const flows = Array.from({ length: 100 }, () => newFlow(key, NOW));
  const texts = flows.flatMap(({ state, nonce, verifier }) => [state, nonce, verifier]);
  expect(new Set(texts).size).toBe(300);
  // RFC 7636 wants 43 to 128 characters.
  expect(flows.every(({ verifier }) => /^[\w-]{43}$/.test(verifier))).toBe(true);
});

it('reads any cookie header without a fault', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: fc.constantFrom(...'abc.-_') }), (noise, state) => {
      expect(() => cookieState({ cookie: noise })).not.toThrow();
      expect(cookieState({ cookie: `a=b; assay-openid=${state}; c=d` })).toBe(state);
    }),
  );
  expect(cookieState({ cookie: `assay-openid=x${'; a=b'.repeat(2000)}` })).toBeNull();
});
