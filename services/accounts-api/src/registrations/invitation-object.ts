import type { Invitation, InvitationItem } from '@assay/contracts';

/** An invitation as admins see it, without its token, which nobody has any more. */
export function invitationObject(item: InvitationItem, origin: string): Invitation {
  return {
    type: 'invitation',
    id: item.FileID,
    links: { self: `${origin}/api/v1/invitations/${item.FileID}` },
    attributes: {
      access_level: item.AccessLevel,
      email: item.Email,
      created: item.CreatedAt,
      created_by: item.CreatedBy,
      expires: new Date(item.ExpiresAt * 1000).toISOString(),
      used_by: item.UsedBy,
    },
  };
}
