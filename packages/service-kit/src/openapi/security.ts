import type { Operation } from '@assay/contracts';

/** The ways to say who calls, each alone enough, for clients that reach us under this origin. */
export function securitySchemes(origin: string) {
  return {
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
    bearerHeader: {
      type: 'apiKey',
      in: 'header',
      name: 'Bearer',
      description: 'The same JWT in a header of this name.',
    },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: origin.startsWith('https:') ? '__Host-assay' : 'assay',
      description:
        'The cookie of a sign-in by password. What changes something needs the header `x-assay-request` and an `Origin` of ours besides.',
    },
  } as const;
}

const NAMES = Object.keys(securitySchemes(''));

/** What an operation asks for: one of the schemes, or nothing. */
export function securityOf({ access }: Operation): Record<string, string[]>[] {
  return access === 'anyone' ? [] : NAMES.map((name) => ({ [name]: [] }));
}
