import { type FileItem, SearchDocument } from '@assay/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_RESULTS } from './merge-scan-results.ts';
import { searchDocument } from './search-document.ts';

const AT = '2026-03-01T00:00:00.000Z';
const SHA256 = 'ab'.repeat(32);

function fileOf(given: Partial<FileItem> = {}): FileItem {
  return {
    UserID: 'cd'.repeat(32),
    FileID: SHA256,
    Version: 7,
    ObjectKey: `ada:${'0'.repeat(32)}`,
    FileMetadata: {
      MD5: '0'.repeat(32),
      SHA1: '1'.repeat(40),
      SHA256,
      Filename: 'a.exe',
      Size: 3,
      Tags: ['peexe'],
      FileType: null,
      TypeTag: null,
      TrId: [],
    },
    FileHistory: { CreationTime: null, FirstSubmission: AT, LastSubmission: AT, LastAnalysis: null },
    Names: ['a.exe', 'b.exe'],
    TimesSubmitted: 1,
    Engines: {},
    Verdict: null,
    Coverage: null,
    UserTags: ['case-1'],
    ...given,
  } as FileItem;
}
const reportOf = (attributes: object) => ({
  ...EMPTY_RESULTS,
  Attributes: attributes as (typeof EMPTY_RESULTS)['Attributes'],
});

describe('a search document', () => {
  it('holds every name and tag once, and what the engines found', () => {
    const report = reportOf({ ssdeep: '3:abc:d', type_tags: ['executable'], pe_info: { imphash: 'AB'.repeat(16) } });
    expect(searchDocument(fileOf({ DisplayName: 'shown' }), report)).toMatchObject({
      version: 7,
      names: ['shown', 'a.exe', 'b.exe'],
      tags: ['peexe', 'case-1'],
      typeTags: ['executable'],
      ssdeep: '3:abc:d',
      imphash: 'ab'.repeat(16),
      tlsh: null,
    });
  });

  it('stays what it must be, whatever engines and uploads say', () => {
    const text = fc.string({ unit: 'binary', maxLength: 2000 });
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 100 }),
        fc.dictionary(fc.constantFrom('ssdeep', 'tlsh', 'type_tags', 'pe_info'), fc.jsonValue()),
        (Names, attributes) => {
          const document = SearchDocument.parse(
            searchDocument(fileOf({ Names, UserTags: Names }), reportOf(attributes)),
          );
          for (const each of [...document.names, ...document.tags]) expect(each.length).toBeLessThanOrEqual(512);
        },
      ),
    );
  });
});
