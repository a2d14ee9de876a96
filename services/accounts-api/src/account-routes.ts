import type { FastifyInstance } from 'fastify';
import type { AccountParts } from './account-app.ts';
import { changeMyPasswordRoute } from './routes/change-my-password.ts';
import { confirmSessionRoute } from './routes/confirm-session.ts';
import { createKeyRoute } from './routes/create-key.ts';
import { createSessionRoute } from './routes/create-session.ts';
import { createUserRoute } from './routes/create-user.ts';
import { deleteUserRoute } from './routes/delete-user.ts';
import { endSessionRoutes } from './routes/end-session.ts';
import { engineSwitchRoutes } from './routes/engine-switches.ts';
import { getMeRoute } from './routes/get-me.ts';
import { getUserRoute } from './routes/get-user.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { listAuditRoute } from './routes/list-audit.ts';
import { listKeysRoute } from './routes/list-keys.ts';
import { listSessionsRoute } from './routes/list-sessions.ts';
import { listUsersRoute } from './routes/list-users.ts';
import { openIdRoutes } from './routes/open-id.ts';
import { registerRoute } from './routes/register.ts';
import { resetPasswordRoute } from './routes/reset-password.ts';
import { revokeKeyRoute } from './routes/revoke-key.ts';
import { rotateKeyRoute } from './routes/rotate-key.ts';
import { updateUserRoute } from './routes/update-user.ts';
import { virusTotalUserRoutes } from './routes/virustotal-users.ts';
import { manageWebhooksRoutes } from './webhooks/manage-webhooks.ts';
import { webhookDeliveriesRoutes } from './webhooks/webhook-deliveries.ts';

const ROUTES = [
  listUsersRoute,
  createUserRoute,
  getMeRoute,
  getUserRoute,
  updateUserRoute,
  deleteUserRoute,
  changeMyPasswordRoute,
  resetPasswordRoute,
  registerRoute,
  invitationRoutes,
  createSessionRoute,
  listSessionsRoute,
  endSessionRoutes,
  confirmSessionRoute,
  openIdRoutes,
  listKeysRoute,
  createKeyRoute,
  rotateKeyRoute,
  revokeKeyRoute,
  listAuditRoute,
  engineSwitchRoutes,
  virusTotalUserRoutes,
  manageWebhooksRoutes,
  webhookDeliveriesRoutes,
];

/** Every route of accounts-api. */
export function addRoutes(app: FastifyInstance, parts: AccountParts): void {
  for (const add of ROUTES) add(app, parts);
}
