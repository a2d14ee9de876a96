import { isAlikeLeaf, type Query } from './ast.ts';
import { type Reading, readWord } from './modifiers.ts';
import { queryError } from './query-error.ts';
import { type Token, tokens, type Word } from './tokens.ts';

/** Most characters, conditions and parentheses inside each other. */
export const MAX_QUERY_LENGTH = 4_096;
export const MAX_CONDITIONS = 64;
export const MAX_DEPTH = 16;
/** Conditions about likeness: each compares thousands of files, hundreds of times what any other costs. */
export const MAX_LIKENESS = 2;

/**
 * Reads a query in the practical part of VirusTotal's language: words and `modifier:value`, quotes, `and`, `or`, `not`, `-`,
 * parentheses; what only stands side by side must all hold, and `and` binds closer than `or`. A blank query means every
 * file. Throws AssayError `invalid-argument` that says what is wrong at which column, and `unsupported-content-query`.
 */
export function parseQuery(text: string, reading: Reading): Query {
  if (text.length > MAX_QUERY_LENGTH) {
    throw queryError(MAX_QUERY_LENGTH, `it is longer than ${MAX_QUERY_LENGTH} characters.`);
  }
  const all = tokens(text);
  if (all.length === 1) return { kind: 'all' };
  const words = all.filter((token) => token.kind === 'word' && keyword(token) === null);
  const excess = words[MAX_CONDITIONS];
  if (excess !== undefined) throw queryError(excess.at, `it has more than ${MAX_CONDITIONS} conditions.`);
  const parser = new Parser(all, reading);
  const query = parser.either(0);
  const rest = parser.next();
  if (rest.kind !== 'end') throw queryError(rest.at, 'this parenthesis was never opened.');
  return query;
}

function keyword(token: Token): 'and' | 'or' | 'not' | null {
  if (token.kind !== 'word' || token.quoted || token.modifier !== null) return null;
  const word = token.value.toLowerCase();
  return word === 'and' || word === 'or' || word === 'not' ? word : null;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #reading: Reading;
  #at = 0;
  #likeness = 0;

  constructor(all: readonly Token[], reading: Reading) {
    this.#tokens = all;
    this.#reading = reading;
  }

  next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', at: 0 };
  }

  either(depth: number): Query {
    const parts = [this.#together(depth)];
    while (keyword(this.next()) === 'or') {
      this.#at += 1;
      parts.push(this.#together(depth));
    }
    return joined('or', parts);
  }

  #together(depth: number): Query {
    const parts = [this.#one(depth)];
    for (;;) {
      const token = this.next();
      if (token.kind === 'end' || token.kind === ')' || keyword(token) === 'or') return joined('and', parts);
      if (keyword(token) === 'and') this.#at += 1;
      parts.push(this.#one(depth));
    }
  }

  #one(depth: number): Query {
    let negated = false;
    for (; this.next().kind === 'minus' || keyword(this.next()) === 'not'; this.#at += 1) negated = !negated;
    const token = this.next();
    this.#at += 1;
    if (token.kind === 'word' && keyword(token) === null) return negate(negated, this.#leaf(token));
    if (token.kind !== '(') throw queryError(token.at, 'a condition is missing here.');
    if (depth >= MAX_DEPTH)
      throw queryError(token.at, `there are more than ${MAX_DEPTH} parentheses inside each other.`);
    const inner = this.either(depth + 1);
    if (this.next().kind !== ')') throw queryError(token.at, 'this parenthesis is never closed.');
    this.#at += 1;
    return negate(negated, inner);
  }

  #leaf(word: Word): Query {
    const leaf = readWord(word, this.#reading);
    if (isAlikeLeaf(leaf)) this.#likeness += 1;
    if (this.#likeness > MAX_LIKENESS) {
      throw queryError(
        word.at,
        `it has more than ${MAX_LIKENESS} of the conditions similar-to:, ssdeep: and tlsh:, which compare files.`,
      );
    }
    return leaf;
  }
}

function negate(negated: boolean, query: Query): Query {
  if (!negated) return query;
  return query.kind === 'not' ? query.part : { kind: 'not', part: query };
}

/** One of a kind: what is joined in the same way inside becomes part of it. */
function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return { kind, parts: parts.flatMap((part) => (part.kind === kind ? part.parts : [part])) };
}
