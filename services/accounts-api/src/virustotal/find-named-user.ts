import type { Caller } from '@assay/auth';
import type { UserItem } from '@assay/contracts';
import type { Table } from '@assay/table';
import type { FastifyRequest } from 'fastify';
import { findUser } from '../users/find-user.ts';

/**
 * The user whom one of VirusTotal's clients means: they name users by their API key, which is the JWT that they send, or its
 * public token. Otherwise as `findUser`.
 */
export function findNamedUser(
  table: Table,
  caller: Caller,
  { headers }: Pick<FastifyRequest, 'headers'>,
  id: string,
): Promise<UserItem> {
  const sent = [headers['x-apikey'], headers.bearer, headers.authorization?.replace(/^bearer +/i, '')];
  // The caller was let in by it, so it is theirs.
  const oneself = caller.token !== null && (id === caller.token || sent.includes(id));
  return findUser(table, caller, oneself ? caller.userName : id);
}
