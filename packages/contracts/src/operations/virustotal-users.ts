import { z } from 'zod';
import { operation } from '../operation.ts';
import { Page } from '../page.ts';
import { ApiUsage, OverallQuotas } from '../quotas-http.ts';
import { USER_RELATIONSHIPS } from '../relationships.ts';
import { UserRelationship, VirusTotalUser, VirusTotalUserChanges } from '../virustotal-users-http.ts';
import { relationshipChoice } from './selection.ts';

const users = {
  under: ['v3'],
  service: 'accounts-api',
  tag: 'VirusTotal',
  params: z.object({
    id: z
      .string()
      .describe(
        "User name, user id, or of oneself the public API token or the very token that is sent: VirusTotal's clients name a user by their API key.",
      )
      .meta({ example: 'ada' }),
  }),
} as const;

export const getVirusTotalUser = operation({
  ...users,
  id: 'getVirusTotalUser',
  method: 'GET',
  path: '/users/{id}',
  summary: "A user in VirusTotal's attributes, with quotas",
  query: relationshipChoice(USER_RELATIONSHIPS),
  answer: { description: 'The user.', schema: VirusTotalUser },
  errors: ['not-found'],
});

export const updateVirusTotalUser = operation({
  ...users,
  id: 'updateVirusTotalUser',
  method: 'PATCH',
  path: '/users/{id}',
  summary: 'Change the email address of a user',
  confirm: true,
  body: { schema: VirusTotalUserChanges },
  answer: { description: 'The user.', schema: VirusTotalUser },
  errors: ['not-found', 'conflict'],
});

export const deleteVirusTotalUser = operation({
  ...users,
  id: 'deleteVirusTotalUser',
  method: 'DELETE',
  path: '/users/{id}',
  summary: 'Delete a user with all that is theirs, as an admin',
  access: 'admin',
  confirm: true,
  answer: { description: 'The user, who is being deleted.', schema: VirusTotalUser },
  errors: ['not-found', 'conflict'],
});

const RelatedParams = users.params.extend({
  relationship: z
    .string()
    .describe('`groups`, `api_quota_group`, `intelligence_quota_group` or `monitor_quota_group`.'),
});
const Related = {
  description: 'An empty list, or null where there could be one group alone.',
  schema: UserRelationship,
} as const;

export const relatedToUser = operation({
  ...users,
  id: 'relatedToUser',
  method: 'GET',
  path: '/users/{id}/{relationship}',
  summary: 'The groups of a user: there are none',
  params: RelatedParams,
  query: Page,
  answer: Related,
  errors: ['not-found'],
});

export const namedByUser = operation({
  ...users,
  id: 'namedByUser',
  method: 'GET',
  path: '/users/{id}/relationships/{relationship}',
  summary: 'The same, by type and id alone',
  params: RelatedParams,
  query: Page,
  answer: Related,
  errors: ['not-found'],
});

const Day = z
  .string()
  .regex(/^\d{8}$/, 'must be YYYYMMDD')
  .transform((text) => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
  .pipe(z.iso.date());

export const getApiUsage = operation({
  ...users,
  id: 'getApiUsage',
  method: 'GET',
  path: '/users/{id}/api_usage',
  summary: 'What was called how often, by day',
  cost: 'free',
  query: z.object({
    start_date: Day.optional().describe('`YYYYMMDD`; 29 days before the last when absent.'),
    end_date: Day.optional().describe('`YYYYMMDD`, included; today when absent.'),
  }),
  answer: { description: 'Counts by day and in total.', schema: ApiUsage },
  errors: ['not-found'],
});

export const getOverallQuotas = operation({
  ...users,
  id: 'getOverallQuotas',
  method: 'GET',
  path: '/users/{id}/overall_quotas',
  summary: 'What may be used and what was',
  cost: 'free',
  answer: { description: 'The quotas.', schema: OverallQuotas },
  errors: ['not-found'],
});

export const VIRUSTOTAL_USERS = [
  getVirusTotalUser,
  updateVirusTotalUser,
  deleteVirusTotalUser,
  getApiUsage,
  getOverallQuotas,
  relatedToUser,
  namedByUser,
];
