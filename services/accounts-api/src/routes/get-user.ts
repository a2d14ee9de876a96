import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { findUser } from '../users/find-user.ts';
import { userObject } from '../users/user-object.ts';

export function getUserRoute(app: FastifyInstance, { gate, table }: AccountParts): void {
  addOperation(app, gate, operations.getUser, async ({ caller, params, origin }) => ({
    data: userObject(await findUser(table, caller, params.id), origin),
  }));
}
