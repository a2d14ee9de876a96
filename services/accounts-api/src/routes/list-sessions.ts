import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { sessionObject } from '../sessions/session-object.ts';

export function listSessionsRoute(app: FastifyInstance, { gate, sessions }: AccountParts): void {
  addOperation(app, gate, operations.listSessions, async ({ caller, origin }) => {
    const items = await sessions.list(caller.userId);
    return {
      data: items.map((item) => sessionObject(item, origin, caller.sessionId)),
      meta: { count: items.length },
      links: { self: `${origin}/api/v1/sessions` },
    };
  });
}
