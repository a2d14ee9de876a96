import type { SearchDocument } from '@assay/contracts';
import { documentTerms, term } from '../src/document-terms.ts';
import { fold } from '../src/fold.ts';
import type { OrderField } from '../src/ports.ts';
import type { Query, RangeField } from '../src/query/ast.ts';

/** What a query means, told by looking at one document: the model that every index is compared with. */
export function matches(query: Query, document: SearchDocument): boolean {
  switch (query.kind) {
    case 'all':
      return true;
    case 'and':
      return query.parts.every((part) => matches(part, document));
    case 'or':
      return query.parts.some((part) => matches(part, document));
    case 'not':
      return !matches(query.part, document);
    case 'term':
      return documentTerms(document).includes(term(query.field, query.value));
    case 'range': {
      const value = numberOf(document, query.field);
      return value !== null && value >= (query.least ?? -Infinity) && value <= (query.most ?? Infinity);
    }
    case 'text':
      return textsOf(document, query.in).some((text) => fold(text).includes(query.text));
    case 'engine-label':
      return document.engines.some(
        ({ engine, label }) => engine === query.engine && fold(label ?? '').includes(query.text),
      );
    default:
      throw new Error('likeness is no matter of one document');
  }
}

function textsOf(document: SearchDocument, where: 'any' | 'name' | 'label'): string[] {
  const labels = document.engines.flatMap(({ label }) => (label === null ? [] : [label]));
  if (where === 'name') return document.names;
  if (where === 'label') return labels;
  const types = [document.typeTag, ...document.typeTags, document.typeDescription].filter((text) => text !== null);
  return [...document.names, ...labels, ...document.tags, ...types];
}

function numberOf(document: SearchDocument, field: RangeField): number | null {
  const { size, malicious: positives, timesSubmitted: submissions, lastAnalysed } = document;
  const dates = {
    fs: Date.parse(document.firstSubmitted),
    ls: Date.parse(document.lastSubmitted),
    la: lastAnalysed === null ? null : Date.parse(lastAnalysed),
  };
  return { size, positives, submissions, ...dates }[field];
}

/** By what an order sorts. */
export function orderValue(document: SearchDocument, by: OrderField): number {
  const field = {
    first_submission_date: 'fs',
    last_submission_date: 'ls',
    positives: 'positives',
    times_submitted: 'submissions',
    size: 'size',
  } as const;
  return numberOf(document, field[by]) ?? 0;
}
