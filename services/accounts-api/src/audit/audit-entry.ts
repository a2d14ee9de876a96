import type { AuditEntryObject, AuditItem } from '@assay/contracts';
import type { z } from 'zod';

/** An entry of the trail as admins read it. */
export function auditEntry(item: AuditItem): z.infer<typeof AuditEntryObject> {
  return {
    type: 'audit_entry',
    id: item.FileID,
    attributes: {
      time: item.Time,
      action: item.Action,
      actor: item.Actor,
      actor_token: item.ActorToken,
      subject: item.Subject,
      address: item.Address,
      outcome: item.Outcome,
      details: item.Details,
    },
  };
}
