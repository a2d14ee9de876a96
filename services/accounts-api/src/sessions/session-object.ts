import type { Session, SessionItem } from '@assay/contracts';

/** A session as its user sees it. `current`: the id of the session that asks. */
export function sessionObject(item: SessionItem, origin: string, current: string | null): Session {
  const { isActive, SessionID, LastLogin } = item.Session;
  return {
    type: 'session',
    id: SessionID,
    links: { self: `${origin}/api/v1/sessions/${SessionID}` },
    attributes: {
      is_active: isActive,
      session_id: SessionID,
      last_login: LastLogin,
      expires: new Date(item.ExpiresAt * 1000).toISOString(),
      client: item.Client,
      address: item.Address,
      current: SessionID === current,
    },
  };
}
