import { createRequire } from 'node:module';
import type { Client } from '@opensearch-project/opensearch';

/** Loaded with the first index in OpenSearch: where the index is a file it would only take memory. */
const load = createRequire(import.meta.url);

/** To make and remove an index takes seconds; what takes longer is given up. */
const REQUEST_MS = 30_000;

/** A domain of Amazon OpenSearch Service under the name that AWS gave it. */
const AWS_DOMAIN = /\.([a-z0-9-]+)\.es\.amazonaws\.com(?:\.cn)?$/;

/**
 * A client for the origin of `url`; connects with the first request. With a user and password in the URL it sends those.
 * Without them, to a domain of Amazon OpenSearch Service, it signs each request (Signature Version 4, service `es`) with
 * the credentials that the AWS SDK finds: those of the pod's role, or of the environment. A domain under a name of one's
 * own says its region: `?region=eu-central-1`. What is neither gets no credentials.
 */
export function connectOpensearch(url: string): Client {
  const { origin, hostname, username, password, searchParams } = new URL(url);
  const opensearch = load('@opensearch-project/opensearch') as typeof import('@opensearch-project/opensearch');
  const client = { node: origin, requestTimeout: REQUEST_MS, maxRetries: 1 };
  if (username !== '') {
    const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
    return new opensearch.Client({ ...client, auth });
  }
  const region = searchParams.get('region') ?? AWS_DOMAIN.exec(hostname)?.[1];
  return new opensearch.Client(region === undefined ? client : { ...client, ...signerFor(region) });
}

/** Asks for credentials anew before they end. */
function signerFor(region: string) {
  const { AwsSigv4Signer } = load(
    '@opensearch-project/opensearch/aws-v3',
  ) as typeof import('@opensearch-project/opensearch/aws-v3');
  const { defaultProvider } = load(
    '@aws-sdk/credential-provider-node',
  ) as typeof import('@aws-sdk/credential-provider-node');
  return AwsSigv4Signer({ region, service: 'es', getCredentials: defaultProvider() });
}
