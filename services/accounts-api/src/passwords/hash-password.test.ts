import { expect, it } from 'vitest';
import { hashOfNothing, hashPassword, isPassword } from './hash-password.ts';
import { OPERATOR } from './waiting.ts';

/** Everything of a hash that decides what comparing costs. */
const cost = (hash: string) => {
  const [, kind, version, parameters, salt = '', digest = ''] = hash.split('$');
  return [kind, version, parameters, salt.length, digest.length];
};

it('compares with nobody’s password at the cost of somebody’s, and finds it wrong', async () => {
  expect(cost(hashOfNothing())).toEqual(cost(await hashPassword('correct horse battery staple', OPERATOR)));
  expect(await isPassword('', null, OPERATOR)).toBe(false);
  expect(await isPassword('-', '-', OPERATOR)).toBe(false);
});

it('knows a password from another', async () => {
  const hash = await hashPassword('correct horse battery staple', OPERATOR);
  expect(await isPassword('correct horse battery staple', hash, OPERATOR)).toBe(true);
  expect(await isPassword('correct horse battery stapler', hash, OPERATOR)).toBe(false);
});
