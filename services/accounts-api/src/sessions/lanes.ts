import { createHash } from 'node:crypto';
import { placeOf } from '@assay/auth';
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

/** Tries of somebody who is signed in to give the password of that user again. */
export const againLane = (userId: string): Lane => ({
  key: `tries:again:${userId}`,
  free: 10,
  longestMs: MINUTE_MS,
  own: true,
});

/**
 * What a try to sign in is counted by. A browser that is known has a lane of its own, so that what strangers do to its
 * user's name, or beside it at the same address, does not slow it down.
 */
export function signInLanes(userName: string, address: string, device: string | null): Lane[] {
  return device === null ? [nameLane(userName), addressLane(address)] : [deviceLane(device)];
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
