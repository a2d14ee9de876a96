import type { DatabaseSync } from 'node:sqlite';
import type { Scope } from './condition.ts';
import { OWNER_SPAN } from './schema.ts';

/** The ids that a search may see; null when this owner has no file here. */
export function scopeOf(db: DatabaseSync, userId: string | null): Scope | null {
  if (userId === null) return { owner: null, lowest: 0, highest: Number.MAX_SAFE_INTEGER };
  const owner = ownerNumber(db, userId);
  if (owner === null) return null;
  return { owner, lowest: owner * OWNER_SPAN, highest: (owner + 1) * OWNER_SPAN - 1 };
}

export function ownerNumber(db: DatabaseSync, userId: string): number | null {
  const found = db.prepare('SELECT owner FROM owners WHERE user_id = ?').get(userId);
  return found === undefined ? null : Number(found.owner);
}

export function userIdOf(db: DatabaseSync, owner: number): string {
  return String(db.prepare('SELECT user_id FROM owners WHERE owner = ?').get(owner)?.user_id);
}
