import { fileURLToPath } from 'node:url';
import { openOpensearchIndex } from './opensearch/open-opensearch-index.ts';
import type { SearchIndex, SearchReader } from './ports.ts';
import { openSqliteIndex } from './sqlite/open-sqlite-index.ts';

/**
 * The index that a URL names, to write and to read: `sqlite:///folder/file`, or `https://user:password@host/name` of
 * OpenSearch. Connects with the first use. Throws when the URL names none.
 */
export function openSearchIndex(url: string): SearchIndex {
  return open(url, 'write');
}

/** The same for those who only read: they neither make nor change it. */
export function openSearchReader(url: string): SearchReader {
  return open(url, 'read');
}

function open(url: string, mode: 'read' | 'write'): SearchIndex {
  const { protocol, host } = new URL(url);
  if (protocol === 'sqlite:' && host === '') {
    return openSqliteIndex(fileURLToPath(url.replace(/^sqlite:/, 'file:')), mode);
  }
  if (protocol === 'https:' || protocol === 'http:') return openOpensearchIndex(url);
  throw new Error('a search index is named by sqlite:///folder/file or https://host');
}
