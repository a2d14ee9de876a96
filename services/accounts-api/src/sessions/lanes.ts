import { createHash } from 'node:crypto';
import { placeOf } from '@assay/auth';
import { userId } from '@assay/table';
import type { Waiting } from '../passwords/take-turns.ts';
import { knownUser, stranger } from '../passwords/waiting.ts';
import type { Lane } from './slow-down.ts';

const MINUTE_MS = 60_000;

/** Tries to guess the password of one user, by whoever; the names of nobody are counted like any other. */
const nameLane = (userName: string): Lane => ({
  key: `tries:name:${digest(userName)}`,
  free: 10,
  longestMs: MINUTE_MS,
  own: false,
});

/** Tries from one place, whoever's the names are. More are free, because an office shares an address. */
export const addressLane = (address: string): Lane => ({
  key: `tries:address:${placeOf(address)}`,
  free: 30,
  longestMs: 15 * MINUTE_MS,
  own: false,
});

/** Tries of a browser in which this user signed in before. */
const deviceLane = (device: string): Lane => ({
  key: `tries:device:${device}`,
  free: 10,
  longestMs: MINUTE_MS,
  own: true,
});

/** How somebody comes to give a password: what the try is counted by, and where it waits to be compared. */
export interface Approach {
  readonly lanes: readonly Lane[];
  readonly waiting: Waiting;
}

/** Of somebody who is signed in and gives the password of that user again. */
export function again(userId: string): Approach {
  const lane = { key: `tries:again:${userId}`, free: 10, longestMs: MINUTE_MS, own: true };
  return { lanes: [lane], waiting: knownUser(userId) };
}

/**
 * Of somebody who signs in. A browser that is known has a lane and a waiting room of its own, so that what strangers do to
 * its user's name, beside it at the same address, or all together, does not keep it out.
 */
export function signingIn(userName: string, address: string, device: string | null): Approach {
  return device === null
    ? { lanes: [nameLane(userName), addressLane(address)], waiting: stranger(address) }
    : { lanes: [deviceLane(device)], waiting: knownUser(userId(userName)) };
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
