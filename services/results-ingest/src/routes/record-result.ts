import { AssayError, INGEST, MAX_RESULT_BYTES, ResultPost } from '@assay/contracts';
import { record } from '@assay/scans';
import type { FastifyInstance } from 'fastify';
import { checkBody } from '../read-body.ts';
import { requireOwnClaim } from './require-pool.ts';
import { poolOf, type RouteOptions } from './route-options.ts';

/** One engine's answer. With the last one of a scan the scan is closed before this request is answered. */
export function recordResultRoute(app: FastifyInstance, options: RouteOptions): void {
  app.post(INGEST.results, { bodyLimit: MAX_RESULT_BYTES }, async (request) => {
    const post = checkBody(ResultPost, request.body);
    requireOwnClaim(request, options, post.claim);
    requirePlainNames(post.attributes);
    const answer = await record(options.scans, post);
    if (!answer.recorded) options.metrics.standing.inc({ pool: poolOf(request) });
    return answer;
  });
}

// A name that every object has would be found in reports that do not hold it.
function requirePlainNames(attributes: object): void {
  const name = Object.keys(attributes).find((each) => each in Object.prototype);
  if (name !== undefined) throw new AssayError('invalid-argument', `attributes.${name} is not an attribute's name.`);
}
