import { z } from 'zod';
import { AuditOutcome } from '../account.ts';
import { AuditList } from '../accounts-http.ts';
import { operation } from '../operation.ts';
import { Cursor, limitOf } from '../page.ts';

const Text = z.string().min(1).max(256);
const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** What the trail can be narrowed by; several at once must all hold. */
export const AuditFilter = z.object({
  actor: Text.optional().describe('User name of who did it.'),
  action: Text.optional().describe('As `key.create`; `key.` finds all of keys.'),
  subject: Text.optional().describe('What it was done to; `ada/` finds all that is of ada.'),
  outcome: AuditOutcome.optional(),
  from: Moment.optional().describe('Then or later.'),
  to: Moment.optional().describe('Earlier than that.'),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: '/audit',
  under: ['v1'],
  service: 'accounts-api',
  tag: 'Audit',
  summary: 'Who did what to accounts, keys, engines and files, newest first',
  access: 'admin',
  query: AuditFilter.extend({ limit: limitOf(100, 40), cursor: Cursor }),
  answer: {
    description: 'A page of entries. One that is filtered may be short without being the last: `meta.cursor` tells.',
    schema: AuditList,
  },
});

export const AUDIT = [listAudit];
