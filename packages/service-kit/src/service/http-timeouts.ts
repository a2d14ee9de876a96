/**
 * For every public listener. An upload may take as long as it brings bytes, so there is no limit for the whole request;
 * idle connections outlive the load balancer's own limit (600 s), because it sends into one that we are just closing
 * otherwise.
 */
export const HTTP_TIMEOUTS = {
  requestTimeout: 0,
  headersTimeout: 60_000,
  keepAliveTimeout: 605_000,
} as const;
