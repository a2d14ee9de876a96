import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deviceCookie, knownDevice } from './device-cookie.ts';

const key = createSecretKey(randomBytes(32));
const ORIGIN = 'https://assay.example';
const userName = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);

it('knows the browser for the user it was given for, under the same origin, and for no other', () => {
  fc.assert(
    fc.property(userName, userName, (name, other) => {
      const [cookie = ''] = deviceCookie(key, ORIGIN, name).split(';');
      expect(knownDevice(key, { cookie: `x=y; ${cookie}` }, ORIGIN, name)).toMatch(/^[\w-]{22}$/);
      expect(knownDevice(key, { cookie }, 'http://assay.example', name)).toBeNull();
      expect(knownDevice(createSecretKey(randomBytes(32)), { cookie }, ORIGIN, name)).toBeNull();
      if (other !== name) expect(knownDevice(key, { cookie }, ORIGIN, other)).toBeNull();
    }),
  );
});

it('reads any cookie header without a fault, and knows nobody by it', () => {
  fc.assert(
    fc.property(fc.string(), (noise) => {
      expect(knownDevice(key, { cookie: noise }, ORIGIN, 'ada')).toBeNull();
      expect(knownDevice(key, { cookie: `__Secure-assay-known=${noise}` }, ORIGIN, 'ada')).toBeNull();
    }),
  );
});
