export { generateApiKey } from './api-key.ts';
export {
  type Authenticator,
  type AuthenticatorOptions,
  type Caller,
  createAuthenticator,
  type KeyCache,
} from './authenticator.ts';
export { revokeCached } from './revoke-cached.ts';
export { createSealKeyFile, type OpenedRecord, openSealer, type SealedPlace, type Sealer } from './sealer.ts';
