import { setTimeout as delay } from 'node:timers/promises';
import { AssayError, type SearchDocument } from '@assay/contracts';
import type { Client } from '@opensearch-project/opensearch';
import { deadlineIn, SEARCH_MS } from '../deadline.ts';
import type { SearchIndex } from '../ports.ts';
import { createTurns } from '../turns.ts';
import { similarInOpensearch } from './alike-in-opensearch.ts';
import { connectOpensearch } from './connect-opensearch.ts';
import { documentId, opensearchDocument } from './opensearch-document.ts';
import { aliasOf, ensureIndex, renewIndex } from './opensearch-index-names.ts';
import { queryOpensearch } from './query-opensearch.ts';
import { type OpensearchSearch, searchInTime } from './search-in-time.ts';

/** Searches of one process that run, wait, and are under way for one asker. */
const TURNS = { atOnce: 8, waiting: 64, perAsker: 8 };

/** What tests set. */
export interface OpensearchOptions {
  /** How long a search may take, in milliseconds. */
  readonly searchMs?: number;
}

/**
 * An index in OpenSearch 2.15 or later (for its `wildcard` fields). What is written is found a second later. The
 * URL's path names the index, `assay-files` unless told; how requests are signed, see `connectOpensearch`.
 */
export function openOpensearchIndex(url: string, { searchMs = SEARCH_MS }: OpensearchOptions = {}): SearchIndex {
  const client = connectOpensearch(url);
  const index = aliasOf(new URL(url).pathname.slice(1) || 'assay-files');
  const turns = createTurns(TURNS);
  let ready: Promise<void> | null = null;

  /** The first write makes the index; one that failed is tried again with the next. */
  function ensured(): Promise<void> {
    ready ??= ensureIndex(client, index).catch((fault: unknown) => {
      ready = null;
      throw fault;
    });
    return ready;
  }

  function searching<R>(asker: string, work: (search: OpensearchSearch) => Promise<R>): Promise<R> {
    return turns.take(asker, () => answering(() => work(searchInTime(client, index, deadlineIn(searchMs)))));
  }

  return {
    put: (document) => answering(() => putAll(client, index, [document], ensured)),
    putAll: (documents) => answering(() => putAll(client, index, documents, ensured)),
    remove: (userId, sha256) =>
      answering(async () => {
        await client.delete({ index, id: documentId(userId, sha256) }).catch((fault: { statusCode?: number }) => {
          if (fault.statusCode !== 404) throw fault;
        });
      }),
    query: (request) => searching(request.asker, (search) => queryOpensearch(search, request)),
    similar: ({ likeness, owner, asker, limit }) =>
      searching(asker, async (search) => {
        const { all, cut } = await similarInOpensearch(search, likeness, owner);
        return { hits: all.slice(0, limit), cut };
      }),
    check: () => answering(async () => void (await client.count({ index }))),
    sound: () =>
      client.cluster.health({ index }).then(
        ({ body }) => body.status !== 'red',
        () => false,
      ),
    renew: () => answering(() => renewIndex(client, index)),
    close: () => client.close(),
  };
}

async function answering<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AssayError) throw cause;
    throw new AssayError('no-search', undefined, { internal: 'OpenSearch does not answer', cause });
  }
}

const STATUS_OLDER = 409;
/** OpenSearch reads its clock five times a second, and forgets a removal by it. */
const PAUSE_MS = 250;
const TRIES = 8;

async function putAll(
  client: Client,
  index: string,
  documents: readonly SearchDocument[],
  ensured: () => Promise<void>,
  tries = TRIES,
): Promise<void> {
  if (documents.length === 0) return;
  await ensured();
  const lines = documents.flatMap((document) => [
    {
      index: {
        _id: documentId(document.userId, document.sha256),
        version: document.version,
        version_type: 'external_gte' as const,
      },
    },
    opensearchDocument(document),
  ]);
  // Without the alias nothing is written: an index of guessed types would be made otherwise.
  const { body } = await client.bulk({ index, require_alias: true, body: lines });
  const failed = body.items
    .map(({ index: item }) => item)
    .find((item) => item !== undefined && item.status >= 300 && item.status !== STATUS_OLDER);
  if (failed !== undefined) throw new Error(`a document was refused with ${failed.status}: ${failed.error?.type}`);
  const older = body.items.flatMap(({ index: item }) => (item?.status === STATUS_OLDER ? [String(item._id)] : []));
  const removed = await absent(client, index, older);
  if (removed.length === 0) return;
  if (tries === 0) throw new Error('documents were refused because of what was removed before them');
  await delay(PAUSE_MS);
  await client.indices.refresh({ index });
  const again = documents.filter(({ userId, sha256 }) => removed.includes(documentId(userId, sha256)));
  await putAll(client, index, again, ensured, tries - 1);
}

/**
 * Those of the documents that are not there. What refused them then was no newer document but the trace of a removal,
 * which bears a version too and goes with one of the next refreshes.
 */
async function absent(client: Client, index: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { body } = await client.mget({ index, body: { ids }, _source: false });
  return body.docs.flatMap((found) => ('found' in found && found.found ? [] : [String(found._id)]));
}
