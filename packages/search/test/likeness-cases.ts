import type { SearchDocument } from '@assay/contracts';
import { expect, it } from 'vitest';
import type { Likeness, Order, SearchReader, SimilarHit } from '../src/ports.ts';
import { parseQuery } from '../src/query/parse-query.ts';
import { MAX_ALIKE } from '../src/similarity/most-alike.ts';
import { document } from './documents.ts';
import scores from './oracles/ssdeep.json' with { type: 'json' };
import distances from './oracles/tlsh.json' with { type: 'json' };

const NEWEST: Order = { by: 'last_submission_date', descending: true };
const READING = { now: new Date('2026-03-10T12:00:00Z'), engines: new Set<string>() };

/** What a suite for one index gives these cases. */
export interface Filling {
  reader(): SearchReader;
  /** Writes documents of a user; they are found when it resolves. */
  put(userId: string, ...documents: SearchDocument[]): Promise<void>;
  /** A user nobody else has. */
  newOwner(): string;
}

/** What is alike is found, with the true scores and distances. */
export function likenessCases({ reader, put, newOwner }: Filling): void {
  async function similar(userId: string, likeness: Likeness): Promise<readonly SimilarHit[]> {
    const { hits, cut } = await reader().similar({ likeness, owner: userId, asker: 'ada', limit: 100 });
    expect(cut).toBe(false);
    return hits;
  }

  it('finds files of the same imphash, and says so', async () => {
    const mine = newOwner();
    const imphash = 'e77512f955eaf60ccff45e02d69234de';
    await put(mine, document(1, { imphash }), document(2), document(3, { imphash }));
    const found = await similar(mine, { imphash, ssdeep: null, tlsh: null });
    expect(found.map(({ sha256 }) => sha256).sort()).toEqual([document(1).sha256, document(3).sha256].sort());
    expect(found[0]).toMatchObject({ userId: mine, imphash: true, ssdeep: null, tlsh: null, similarity: 1 });
    expect(await similar(newOwner(), { imphash, ssdeep: null, tlsh: null })).toEqual([]);
  });

  it('scores files of like ssdeep hashes as ssdeep does, best first, and leaves out who has nothing in common', async () => {
    const mine = newOwner();
    const [[wanted]] = scores as [[string]];
    for (const [base] of scores.filter(([a, b]) => a === b && a !== wanted)) {
      const others = scores
        .filter(([a]) => a === base)
        .map(([, b, score], at) => ({ at, ssdeep: String(b), score: Number(score) }));
      const user = newOwner();
      await put(user, ...others.map(({ at, ssdeep }) => document(at, { ssdeep })));
      const found = await similar(user, { imphash: null, ssdeep: String(base), tlsh: null });
      const expected = others.filter(({ score }) => score > 0).map(({ at, score }) => [document(at).sha256, score]);
      expect(new Map(found.map(({ sha256, ssdeep }) => [sha256, ssdeep]))).toEqual(
        new Map(expected as [string, number][]),
      );
      expect(found.map(({ similarity }) => similarity)).toEqual(
        found.map(({ ssdeep }) => (ssdeep ?? 0) / 100).sort((a, b) => b - a),
      );
    }
    expect(await similar(mine, { imphash: null, ssdeep: wanted, tlsh: null })).toEqual([]);
  });

  it('tells the distance of like TLSH hashes, and finds all up to 20', async () => {
    const mine = newOwner();
    const [base] = distances.find(([, , distance]) => distance === 0) as [string];
    const others = distances
      .filter(([a]) => a === base)
      .map(([, b, distance], at) => ({ at, tlsh: String(b), distance: Number(distance) }));
    await put(mine, ...others.map(({ at, tlsh }) => document(at, { tlsh })));
    const found = await similar(mine, { imphash: null, ssdeep: null, tlsh: base });
    const told = new Map(found.map(({ sha256, tlsh }) => [sha256, tlsh]));
    for (const { at, distance } of others) {
      const answer = told.get(document(at).sha256);
      if (distance <= 20) expect(answer).toBe(distance);
      if (answer !== undefined) expect(answer).toBe(distance);
    }
  });

  it('searches by likeness among other conditions and tells how alike each hit is', async () => {
    const mine = newOwner();
    const [a, b, score] = scores.find(([, , value]) => Number(value) > 50 && Number(value) < 100) as [
      string,
      string,
      number,
    ];
    await put(mine, document(1, { ssdeep: a }), document(2, { ssdeep: b, tags: ['other'] }), document(3));
    const ask = async (query: string) => {
      const page = await reader().query({
        query: parseQuery(query, READING),
        owner: mine,
        asker: 'ada',
        order: NEWEST,
        limit: 9,
      });
      return new Map(page.hits.map(({ sha256, similarity }) => [sha256, similarity]));
    };
    const both = new Map([
      [document(1).sha256, 1],
      [document(2).sha256, score / 100],
    ]);
    expect(await ask(`ssdeep:"${a}"`)).toEqual(both);
    expect(await ask(`similar-to:${document(1).sha256}`)).toEqual(both);
    expect(await ask(`similar-to:${document(1).md5} tag:other`)).toEqual(new Map([[document(2).sha256, score / 100]]));
    expect(await ask(`not similar-to:${document(1).sha256}`)).toEqual(new Map([[document(3).sha256, null]]));
    expect(await ask(`similar-to:${'0'.repeat(64)}`)).toEqual(new Map());
  });

  it('says when more files are alike than it keeps, and gives thousands of hits at once', async () => {
    const mine = newOwner();
    const [[ssdeep]] = scores as [[string]];
    const all = Array.from({ length: MAX_ALIKE + 2 }, (_, at) => document(at, { ssdeep }));
    await put(mine, ...all.slice(0, MAX_ALIKE));
    await put(mine, ...all.slice(MAX_ALIKE));
    const likeness = { imphash: null, ssdeep, tlsh: null };
    expect(await reader().similar({ likeness, owner: mine, asker: 'ada', limit: 3 })).toMatchObject({
      hits: [{ ssdeep: 100 }, { ssdeep: 100 }, { ssdeep: 100 }],
      cut: true,
    });
    const ask = (query: string) => {
      const request = { owner: mine, asker: 'ada', order: NEWEST, limit: 10_000 };
      return reader().query({ query: parseQuery(query, READING), ...request });
    };
    const alike = await ask(`ssdeep:"${ssdeep}"`);
    expect(alike).toMatchObject({ next: null, alikeCut: true });
    expect(alike.hits).toHaveLength(MAX_ALIKE);
    const others = await ask(`not ssdeep:"${ssdeep}"`);
    expect(others).toMatchObject({ next: null, alikeCut: true });
    expect(others.hits).toHaveLength(2);
    const everything = await ask('');
    expect(everything).toMatchObject({ next: null, alikeCut: false });
    expect(new Set(everything.hits.map(({ sha256 }) => sha256))).toEqual(new Set(all.map(({ sha256 }) => sha256)));
  });
}
