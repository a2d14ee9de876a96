import type { DatabaseSync } from 'node:sqlite';
import type { SearchDocument } from '@assay/contracts';
import { documentTerms } from '../document-terms.ts';
import { fold } from '../fold.ts';
import { chunksOf } from '../similarity/chunks.ts';
import { OWNER_SPAN } from './schema.ts';

/** Writes documents into an open file, each one whole; the caller holds a transaction. */
export interface DocumentWriter {
  put(document: SearchDocument): void;
  remove(userId: string, sha256: string): void;
}

export function documentWriter(db: DatabaseSync): DocumentWriter {
  const owner = db.prepare('SELECT owner FROM owners WHERE user_id = ?');
  const addOwner = db.prepare('INSERT INTO owners (user_id) VALUES (?) RETURNING owner');
  const takeId = db.prepare(
    `UPDATE owners SET next_file = next_file + 1 WHERE owner = ? RETURNING owner * ${OWNER_SPAN} + next_file - 1 AS id`,
  );
  const removeOwner = db.prepare(
    'DELETE FROM owners WHERE owner = ? AND NOT EXISTS (SELECT 1 FROM files WHERE owner = ?)',
  );
  const find = db.prepare('SELECT id, version, ssdeep, tlsh FROM files WHERE owner = ? AND sha256 = ?');
  const addFile = db.prepare(
    `INSERT INTO files (id, owner, sha256, version, size, positives, submissions, fs, ls, la, ssdeep, tlsh)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addTerm = db.prepare('INSERT INTO terms (term, id) VALUES (?, ?)');
  const addChunks = db.prepare('INSERT INTO chunks (rowid, chunk) VALUES (?, ?)');
  const addLabel = db.prepare('INSERT INTO labels (id, engine, label) VALUES (?, ?, ?)');
  const addTexts = db.prepare('INSERT INTO texts (rowid, name, label, word) VALUES (?, ?, ?, ?)');
  const removeChunks = db.prepare('DELETE FROM chunks WHERE rowid = ?');
  const removals = [
    'DELETE FROM texts WHERE rowid = ?',
    'DELETE FROM labels WHERE id = ?',
    'DELETE FROM terms WHERE id = ?',
    'DELETE FROM files WHERE id = ?',
  ].map((sql) => db.prepare(sql));

  function numberOf(userId: string): number {
    return Number((owner.get(userId) ?? addOwner.get(userId))?.owner);
  }
  function removeAll(id: number): void {
    for (const removal of removals) removal.run(id);
  }
  /** A file's bytes do not change, so most writes leave the chunks, which are most of the work, as they are. */
  function exchangeChunks(id: number, before: string, after: string): void {
    if (before === after) return;
    if (before !== '') removeChunks.run(id);
    if (after !== '') addChunks.run(id, after);
  }
  function addAll(id: number, number: number, document: SearchDocument): void {
    addFile.run(
      id,
      number,
      document.sha256,
      document.version,
      document.size,
      document.malicious,
      document.timesSubmitted,
      Date.parse(document.firstSubmitted),
      Date.parse(document.lastSubmitted),
      document.lastAnalysed === null ? null : Date.parse(document.lastAnalysed),
      document.ssdeep,
      document.tlsh,
    );
    for (const term of documentTerms(document)) addTerm.run(term, id);
    const labels = document.engines.filter(({ label }) => label !== null && label !== '');
    for (const { engine, label } of labels) addLabel.run(id, engine, fold(label ?? ''));
    const lines = (texts: readonly (string | null)[]) => texts.map((text) => fold(text ?? '')).join('\n');
    const types = [document.typeTag, ...document.typeTags, document.typeDescription];
    addTexts.run(
      id,
      lines(document.names),
      lines(labels.map(({ label }) => label)),
      lines([...document.tags, ...types]),
    );
  }
  return {
    put(document) {
      const number = numberOf(document.userId);
      const found = find.get(number, document.sha256) as Found | undefined;
      if (found !== undefined && found.version > document.version) return;
      const id = found?.id ?? Number(takeId.get(number)?.id);
      if (found !== undefined) removeAll(id);
      addAll(id, number, document);
      exchangeChunks(id, found === undefined ? '' : chunkText(found), chunkText(document));
    },
    remove(userId, sha256) {
      const number = owner.get(userId)?.owner;
      if (number === undefined) return;
      const found = find.get(number, sha256) as Found | undefined;
      if (found !== undefined) {
        removeAll(found.id);
        exchangeChunks(found.id, chunkText(found), '');
      }
      removeOwner.run(number, number);
    },
  };
}

interface Found {
  readonly id: number;
  readonly version: number;
  readonly ssdeep: string | null;
  readonly tlsh: string | null;
}

function chunkText(hashes: { ssdeep: string | null; tlsh: string | null }): string {
  return chunksOf(hashes).join(' ');
}
