import { z } from 'zod';
import { ApiKeyList, ApiKeyObject, KeyRotation, NewApiKeyObject, NewApiKeyRequest } from '../accounts-http.ts';
import { operation } from '../operation.ts';
import { UserParams } from './params.ts';

const keys = { under: ['v1'], service: 'accounts-api', tag: 'API keys', errors: ['not-found'] } as const;
const KeyParams = UserParams.extend({ token: z.string().describe('Public API token of the key.') });

export const listKeys = operation({
  ...keys,
  id: 'listKeys',
  method: 'GET',
  path: '/users/{id}/keys',
  summary: 'The keys of a user, without secrets',
  params: UserParams,
  answer: { description: 'The keys.', schema: ApiKeyList },
});

export const createKey = operation({
  ...keys,
  id: 'createKey',
  method: 'POST',
  path: '/users/{id}/keys',
  summary: 'A new key',
  description:
    'A key that is made with another key, or rotated with it, stays within the bounds of that one: its access level, its ' +
    'networks, its expiry, and `require_exp`.',
  confirm: true,
  params: UserParams,
  body: { schema: NewApiKeyRequest },
  answer: { description: 'The key with its secret, which is shown this once.', schema: NewApiKeyObject },
  errors: ['not-found', 'forbidden'],
});

export const revokeKey = operation({
  ...keys,
  id: 'revokeKey',
  method: 'DELETE',
  path: '/users/{id}/keys/{token}',
  summary: 'Revoke a key, everywhere within a second',
  confirm: true,
  params: KeyParams,
  answer: { description: 'The revoked key.', schema: ApiKeyObject },
});

export const rotateKey = operation({
  ...keys,
  id: 'rotateKey',
  method: 'POST',
  path: '/users/{id}/keys/{token}/rotate',
  summary: 'Replace a key by a new one like it; the old one works on for a while',
  confirm: true,
  params: KeyParams,
  body: { schema: KeyRotation },
  answer: { description: 'The new key with its secret, which is shown this once.', schema: NewApiKeyObject },
  errors: ['not-found', 'forbidden', 'conflict'],
});

export const KEYS = [listKeys, createKey, rotateKey, revokeKey];
