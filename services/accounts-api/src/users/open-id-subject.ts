import type { UserItem } from '@assay/contracts';
import { findOpenIdUser, getUser, linkOpenId, type Table, unlinkOpenId, userId } from '@assay/table';

/** Somebody at an OpenID provider. */
export interface OpenIdSubject {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * The user whom a subject is, whatever their state; null when it is nobody. The link and the user must both say so: a link
 * alone may be left of a user who was refused, and would let its subject in as whoever else has that name. See decision 0200.
 */
export async function userOfSubject(table: Table, who: OpenIdSubject): Promise<UserItem | null> {
  const name = await findOpenIdUser(table, who.issuer, who.subject);
  const user = name === null ? null : await getUser(table, userId(name));
  return user !== null && saysSo(user, who) ? user : null;
}

/**
 * Links a subject to a user, before the user says so. `new`: by this call; `held`: it was before, perhaps by another call
 * that goes on at this moment; `taken`: it is somebody else.
 */
export async function holdSubject(
  table: Table,
  who: OpenIdSubject,
  userName: string,
): Promise<'new' | 'held' | 'taken'> {
  const { issuer, subject } = who;
  if (await linkOpenId(table, issuer, subject, userName)) return 'new';
  const holder = await findOpenIdUser(table, issuer, subject);
  if (holder === userName) return 'held';
  if (holder !== null && (await isHeldBy(table, who, holder))) return 'taken';
  return (await linkOpenId(table, issuer, subject, userName, holder)) ? 'new' : 'taken';
}

/** Gives back a link that `holdSubject` made for a user who was refused, unless another call has made them say so since. */
export async function releaseSubject(table: Table, who: OpenIdSubject, userName: string): Promise<void> {
  if (!(await isHeldBy(table, who, userName))) await unlinkOpenId(table, who.issuer, who.subject, userName);
}

async function isHeldBy(table: Table, who: OpenIdSubject, userName: string): Promise<boolean> {
  const user = await getUser(table, userId(userName));
  return user !== null && user.State === 'live' && saysSo(user, who);
}

function saysSo({ OpenId }: UserItem, { issuer, subject }: OpenIdSubject): boolean {
  return OpenId !== null && OpenId.Issuer === issuer && OpenId.Subject === subject;
}
