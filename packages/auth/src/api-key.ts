/** A new key: 30 characters of `0-9a-z` and 32 random bytes in hex. */
export function generateApiKey(): { token: string; secret: string } {
  throw new Error('not there yet');
}
