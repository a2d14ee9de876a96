import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { listUsers } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccountParts } from '../account-app.ts';
import { answerPage } from '../pages.ts';
import { userObject } from '../users/user-object.ts';

const place = z.object({ UserID: z.string(), FileID: z.string(), sortAt: z.string() });

export function listUsersRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.listUsers, (call) =>
    answerPage(
      parts,
      call,
      { operation: 'listUsers', query: call.query, place },
      (page) => listUsers(parts.table, page),
      (user) => userObject(user, call.origin),
    ),
  );
}
