import { placeOf } from '@assay/auth';
import type { Waiting } from './take-turns.ts';

/** Who signs in or registers from an address, and nobody knows whether they are who they say. */
export function stranger(address: string): Waiting {
  return { room: 'strangers', by: placeOf(address) };
}

/**
 * Who is signed in as this user, or comes with a browser in which this user was. By the user and not by the browser: with
 * each sign-in somebody gets another browser cookie, and would fill the room with their own.
 */
export function knownUser(userId: string): Waiting {
  return { room: 'known', by: userId };
}

/** The first account, before anybody is there. */
export const OPERATOR: Waiting = { room: 'known', by: 'operator' };
