import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/** Hashes take this much memory, in KiB; two at once are what a process can spare. */
const MEMORY_KIB = 65_536;
const PASSES = 3;
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** argon2id in PHC form. At most two at a time in this process; further ones wait. */
export async function hashPassword(password: string): Promise<string> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await hash(password, { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: 1 });
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** 24 random bytes: 32 characters without any that a shell or a form would mind. */
export function randomPassword(): string {
  return randomBytes(24).toString('base64url');
}
