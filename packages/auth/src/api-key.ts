import { createSecretKey, type KeyObject, randomBytes, randomInt } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const TOKEN_LENGTH = 30;

/** A new key: a public token of 30 characters `0-9a-z` and, as the secret, 32 random bytes in hex. */
export function generateApiKey(): { token: string; secret: string } {
  const token = Array.from({ length: TOKEN_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return { token, secret: randomBytes(32).toString('hex') };
}

/** The HMAC key of a secret: the text itself, as every JWT library takes it. Made once; making it is the slow part. */
export function signingKey(secret: string): KeyObject {
  return createSecretKey(secret, 'utf8');
}
