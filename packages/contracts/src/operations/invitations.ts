import { z } from 'zod';
import { InvitationList, InvitationObject, NewInvitationObject, NewInvitationRequest } from '../accounts-http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf } from '../page.ts';

const invitations = { under: ['v1'], service: 'accounts-api', tag: 'Users', access: 'admin' } as const;

export const listInvitations = operation({
  ...invitations,
  id: 'listInvitations',
  method: 'GET',
  path: '/invitations',
  summary: 'Invitations, used ones among them until they expire',
  query: z.object({ limit: limitOf(100, 40), cursor: Cursor }),
  answer: { description: 'A page of invitations, in no order.', schema: InvitationList },
});

export const createInvitation = operation({
  ...invitations,
  id: 'createInvitation',
  method: 'POST',
  path: '/invitations',
  summary: 'Invite somebody, once',
  confirm: true,
  body: { schema: NewInvitationRequest },
  answer: { description: 'The invitation with its token, which is shown this once.', schema: NewInvitationObject },
});

export const deleteInvitation = operation({
  ...invitations,
  id: 'deleteInvitation',
  method: 'DELETE',
  path: '/invitations/{id}',
  summary: 'Take an invitation back',
  params: z.object({ id: z.string().describe('Id of the invitation.') }),
  answer: { description: 'What was taken back.', schema: InvitationObject },
  errors: ['not-found'],
});

export const INVITATIONS = [listInvitations, createInvitation, deleteInvitation];
