import { createHash } from 'node:crypto';
import type { SearchDocument } from '@assay/contracts';

const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');

/** A user by number, as documents name it. */
export function owner(number: number): string {
  return hash('sha256', `user ${number}`);
}

/** A document of file `number` of a user, with what a test cares for. */
export function document(number: number, given: Partial<SearchDocument> = {}): SearchDocument {
  return {
    userId: owner(1),
    sha256: hash('sha256', `file ${number}`),
    version: 1,
    md5: hash('md5', `file ${number}`),
    sha1: hash('sha1', `file ${number}`),
    names: [`file-${number}.bin`],
    tags: [],
    typeTag: null,
    typeTags: [],
    typeDescription: null,
    size: 1000 + number,
    firstSubmitted: '2026-01-01T00:00:00.000Z',
    lastSubmitted: '2026-01-02T00:00:00.000Z',
    lastAnalysed: null,
    timesSubmitted: 1,
    verdict: null,
    malicious: 0,
    engines: [],
    imphash: null,
    ssdeep: null,
    tlsh: null,
    ...given,
  };
}
