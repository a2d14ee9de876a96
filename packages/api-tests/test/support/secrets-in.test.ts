import { expect, it } from 'vitest';
import { leaks, secretsInHar } from './secrets-in.ts';

const ID = '0123456789abcdef'.repeat(4);
const SECRET = 'fedcba9876543210'.repeat(4);

function har(sent: unknown, answered: unknown): string {
  const request = { url: '/', headers: [], postData: { text: JSON.stringify(sent) } };
  const response = { headers: [], content: { text: JSON.stringify(answered) } };
  return JSON.stringify({ log: { entries: [{ request, response }] } });
}

it('what was answered as a secret is one, and so is the last part of an address', () => {
  const token = 'one-time-address';
  const found = secretsInHar(har({ url: `https://hooks.example.com/${token}` }, { data: { id: ID }, secret: SECRET }));
  expect(found).toEqual(new Set([SECRET, token]));
  expect(leaks([`with ${SECRET}`], found)).toEqual([SECRET]);
});

it('the address of something that has an id holds no secret', () => {
  expect(secretsInHar(har({ url: `https://assay.example.com/api/v3/files/${ID}` }, { data: [{ id: ID }] })).size).toBe(
    0,
  );
});
