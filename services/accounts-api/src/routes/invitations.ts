import { AssayError, operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { deleteInvitation, getInvitation, invitationKey, listInvitations, putInvitation } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { answerPage } from '../pages.ts';
import { invitationObject } from '../registrations/invitation-object.ts';
import { newInvitationToken } from '../registrations/register.ts';

const HOUR_S = 3600;
const ID = /^[0-9a-f]{64}$/;

/** Invitations are made, listed and taken back. */
export function invitationRoutes(app: FastifyInstance, parts: AccountParts): void {
  const { gate, table, now } = parts;
  addOperation(app, gate, operations.listInvitations, (call) =>
    answerPage(
      parts,
      call,
      { operation: 'listInvitations', query: call.query, place: z.string() },
      (page) => listInvitations(table, page),
      (item) => invitationObject(item, call.origin),
    ),
  );

  addOperation(app, gate, operations.createInvitation, async (call) => {
    const { access_level, email, expires_hours } = call.body;
    const { token, id } = newInvitationToken();
    const item = {
      ...invitationKey(id),
      AccessLevel: access_level,
      Email: email,
      CreatedAt: now().toISOString(),
      CreatedBy: call.caller.userName,
      UsedBy: null,
      Use: null,
      ExpiresAt: Math.floor(now().getTime() / 1000) + expires_hours * HOUR_S,
    };
    const deed = { action: 'invitation.create', subject: id, details: { access_level } };
    await recordDeed(parts, call, deed, () => putInvitation(table, item));
    return { data: invitationObject(item, call.origin), token };
  });

  addOperation(app, gate, operations.deleteInvitation, async (call) => {
    const { id } = call.params;
    const item = ID.test(id) ? await getInvitation(table, id) : null;
    if (item === null) throw new AssayError('not-found', 'Invitation not found.');
    await recordDeed(parts, call, { action: 'invitation.delete', subject: id }, () => deleteInvitation(table, id));
    return { data: invitationObject(item, call.origin) };
  });
}
