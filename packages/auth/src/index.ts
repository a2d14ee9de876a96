export { generateApiKey } from './api-key.ts';
export { type Authenticator, type AuthenticatorOptions, type Caller, createAuthenticator } from './authenticator.ts';
export { rank } from './find-key.ts';
export { type CallerGate, createGate } from './gate.ts';
export { type KeyCache, revokeCached } from './key-cache.ts';
export { type NewApiKey, newApiKey } from './new-api-key.ts';
export { createSealKeyFile } from './seal-key-file.ts';
export { type OpenedRecord, openSealer, type SealedPlace, type Sealer } from './sealer.ts';
