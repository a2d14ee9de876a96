import type { Operation } from '@assay/contracts';

/** The ways to say who calls; each alone is enough. */
export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A JWT (HS256) with the payload `{"public_api_token","UserID"}`, signed with the secret of an API key.',
  },
  apikey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-apikey',
    description: 'The same JWT, where VirusTotal’s clients put it.',
  },
  bearerHeader: { type: 'apiKey', in: 'header', name: 'Bearer', description: 'The same JWT in a header of this name.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'assay_session',
    description: 'The cookie of a sign-in by password. What changes something needs the page’s own headers besides.',
  },
} as const;

/** What an operation asks for: one of the schemes, or nothing. */
export function securityOf({ access }: Operation): Record<string, string[]>[] {
  return access === 'anyone' ? [] : Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] }));
}
