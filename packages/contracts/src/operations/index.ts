import type { Operation } from '../operation.ts';
import { AUDIT } from './audit.ts';
import { COMMENTS } from './comments.ts';
import { DELETION } from './deletion.ts';
import { DOCUMENTATION } from './documentation.ts';
import { DOWNLOADS } from './downloads.ts';
import { ENGINE_SWITCHES } from './engine-switches.ts';
import { ENGINES } from './engines.ts';
import { FILES } from './files.ts';
import { INVITATIONS } from './invitations.ts';
import { KEYS } from './keys.ts';
import { RELATIONSHIPS } from './relationships.ts';
import { SCANS } from './scans.ts';
import { SEARCH } from './search.ts';
import { SESSIONS } from './sessions.ts';
import { UPLOADS } from './uploads.ts';
import { USERS } from './users.ts';
import { VIRUSTOTAL } from './virustotal.ts';
import { VIRUSTOTAL_USERS } from './virustotal-users.ts';
import { VOTES } from './votes.ts';
import { WEBHOOKS } from './webhooks.ts';

/** Everything the API does, in the order in which the documentation lists it. */
export const OPERATIONS: readonly Operation[] = [
  ...UPLOADS,
  ...FILES,
  ...SCANS,
  ...DOWNLOADS,
  ...COMMENTS,
  ...VOTES,
  ...RELATIONSHIPS,
  ...SEARCH,
  ...DELETION,
  ...WEBHOOKS,
  ...ENGINES,
  ...ENGINE_SWITCHES,
  ...SESSIONS,
  ...USERS,
  ...INVITATIONS,
  ...KEYS,
  ...AUDIT,
  ...VIRUSTOTAL_USERS,
  ...VIRUSTOTAL,
  ...DOCUMENTATION,
];

export * from './audit.ts';
export * from './comments.ts';
export * from './deletion.ts';
export * from './documentation.ts';
export * from './downloads.ts';
export * from './engine-switches.ts';
export * from './engines.ts';
export * from './files.ts';
export * from './invitations.ts';
export * from './keys.ts';
export * from './relationships.ts';
export * from './scans.ts';
export * from './search.ts';
export * from './selection.ts';
export * from './sessions.ts';
export * from './uploads.ts';
export * from './users.ts';
export * from './virustotal.ts';
export * from './virustotal-users.ts';
export * from './votes.ts';
export * from './webhooks.ts';
