import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { takeTurns, type Waiting } from './take-turns.ts';

/** Hashes take this much memory, in KiB; two at once are what a process can spare. */
const MEMORY_KIB = 65_536;
const PASSES = 3;
const AT_ONCE = 2;
/** In each of two rooms: about two seconds of waiting when one is full, four when both are; who comes later comes again. */
const WAITING = 32;
/** Of one place or user. An office whose people all come at nine waits a second longer, and no place fills the room. */
const OF_ONE = 12;

const inTurn = takeTurns({ atOnce: AT_ONCE, waiting: WAITING, ofOne: OF_ONE });

/** What stands in the place of the hash of who has no password. */
export const NO_PASSWORD = '-';

/** argon2id in PHC form. At most two at a time in this process; throws AssayError `busy` when too many wait. */
export function hashPassword(password: string, who: Waiting): Promise<string> {
  return inTurn(who, () => hash(password, { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: 1 }));
}

/**
 * Whether it is the password of this hash. Null, or the mark of no password, is compared with a hash that no password
 * has, at the same cost, so that the time does not tell whether there is one. Throws AssayError `busy`.
 */
export function isPassword(password: string, passwordHash: string | null, who: Waiting): Promise<boolean> {
  const compared = passwordHash === null || passwordHash === NO_PASSWORD ? hashOfNothing() : passwordHash;
  return inTurn(who, () => verify(compared, password));
}

/** A hash that no password has, of the same parameters as everybody’s. */
export function hashOfNothing(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${base64(16)}$${base64(32)}`;
}

/** 24 random bytes: 32 characters without any that a shell or a form would mind. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}
