import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import { userId } from '@assay/table';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { beginDeletion } from '../users/begin-deletion.ts';
import { applyChanges } from '../users/change-user.ts';
import { findNamedUser } from '../virustotal/find-named-user.ts';
import { userRelationship } from '../virustotal/user-relationships.ts';
import { userAddress, vtUser } from '../virustotal/vt-user.ts';

const DAY_MS = 86_400_000;
/** As many days as VirusTotal tells of when nobody says how many. */
const DAYS = 30;

/** Users as VirusTotal's clients read and change them. */
export function virusTotalUserRoutes(app: FastifyInstance, parts: AccountParts): void {
  const { gate, table, now } = parts;
  addOperation(app, gate, operations.getVirusTotalUser, async ({ caller, params, query, origin, request }) => {
    const user = await findNamedUser(table, caller, request, params.id);
    return vtUser(user, await gate.overallQuotas(userId(user.UserName)), origin, query.relationships);
  });

  addOperation(app, gate, operations.updateVirusTotalUser, async (call) => {
    const user = await findNamedUser(table, call.caller, call.request, call.params.id);
    const { email } = call.body.data.attributes;
    const details = email === undefined ? {} : { email: 'changed' };
    const deed = { action: 'user.change', subject: user.UserName, details };
    const changed = await recordDeed(parts, call, deed, () => applyChanges(parts, user, { email }));
    return vtUser(changed, await gate.overallQuotas(userId(user.UserName)), call.origin);
  });

  addOperation(app, gate, operations.deleteVirusTotalUser, async (call) => {
    const user = await findNamedUser(table, call.caller, call.request, call.params.id);
    const deed = { action: 'user.delete', subject: user.UserName };
    const quotas = await gate.overallQuotas(userId(user.UserName));
    const gone = await recordDeed(parts, call, deed, () => beginDeletion(parts, user));
    return vtUser(gone, quotas, call.origin);
  });

  addOperation(app, gate, operations.getApiUsage, async ({ caller, params, query, request }) => {
    const user = await findNamedUser(table, caller, request, params.id);
    const to = query.end_date ?? day(now().getTime());
    const from = query.start_date ?? day(Date.parse(to) - (DAYS - 1) * DAY_MS);
    return gate.apiUsage(userId(user.UserName), from, to);
  });

  addOperation(app, gate, operations.getOverallQuotas, async ({ caller, params, request }) => {
    const user = await findNamedUser(table, caller, request, params.id);
    return gate.overallQuotas(userId(user.UserName));
  });

  for (const related of [operations.relatedToUser, operations.namedByUser]) {
    addOperation(app, gate, related, async ({ caller, params, origin, request }) => {
      const user = await findNamedUser(table, caller, request, params.id);
      return userRelationship(userAddress(user, origin), params.relationship);
    });
  }
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
