import { AssayError } from '@assay/contracts';
import type { API, Client } from '@opensearch-project/opensearch';
import type { Deadline } from '../deadline.ts';

type Body = NonNullable<API.Search_RequestBody>;
type Hits = API.Search_ResponseBody['hits']['hits'];

/** The searches that answer one call, all within its deadline. */
export interface OpensearchSearch {
  readonly deadline: Deadline;
  /** Throws AssayError `too-long` when the deadline has passed. */
  run(body: Body): Promise<Hits>;
}

/** For the answer itself to arrive, when OpenSearch has ended a search because of its time. */
const GRACE_MS = 1_000;

/** Searches of this index; OpenSearch gives up its own work at the deadline, so that nothing goes on behind an answer. */
export function searchInTime(client: Client, index: string, deadline: Deadline): OpensearchSearch {
  return {
    deadline,
    async run(body) {
      const leftMs = Math.ceil(deadline.leftMs());
      const answer = await client
        .search(
          { index, cancel_after_time_interval: `${leftMs}ms`, body: { ...body, timeout: `${leftMs}ms` } },
          // A search that is too much is too much the second time.
          { requestTimeout: leftMs + GRACE_MS, maxRetries: 0 },
        )
        .catch((fault: unknown) => {
          // What OpenSearch cancelled is an error of some name; the clock says more clearly what it was.
          deadline.check();
          throw fault;
        });
      if (answer.body.timed_out)
        throw new AssayError('too-long', undefined, { internal: 'OpenSearch gave a search up' });
      return answer.body.hits.hits;
    },
  };
}
