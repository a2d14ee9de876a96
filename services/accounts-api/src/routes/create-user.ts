import { operations } from '@assay/contracts';
import { addOperation } from '@assay/service-kit';
import type { FastifyInstance } from 'fastify';
import type { AccountParts } from '../account-app.ts';
import { recordDeed } from '../audit/record-deed.ts';
import { hashPassword, NO_PASSWORD, randomPassword } from '../passwords/hash-password.ts';
import { knownUser } from '../passwords/waiting.ts';
import { makeUser } from '../users/make-user.ts';
import { quotaLimits } from '../users/quotas.ts';
import { userObject } from '../users/user-object.ts';

export function createUserRoute(app: FastifyInstance, parts: AccountParts): void {
  addOperation(app, parts.gate, operations.createUser, async (call) => {
    const { user_name, email, access_level, quotas, retention_days, openid } = call.body;
    const made = call.body.password === undefined && openid === null ? randomPassword() : null;
    const password = call.body.password ?? made;
    const wishes = {
      userName: user_name,
      email,
      accessLevel: access_level,
      quotas: quotas === null ? null : quotaLimits(quotas),
      retentionDays: retention_days,
      openId: openid,
    };
    const deed = { action: 'user.create', subject: user_name, details: { access_level } };
    const user = await recordDeed(parts, call, deed, async () => {
      const passwordHash =
        password === null ? NO_PASSWORD : await hashPassword(password, knownUser(call.caller.userId));
      return makeUser(parts.table, { ...wishes, passwordHash }, parts.now());
    });
    return { data: userObject(user, call.origin), password: made };
  });
}
