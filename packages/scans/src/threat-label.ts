import { CATEGORY_OF, FAMILY_OF, MEANINGLESS, type ThreatCategory } from './threat-words.ts';

/** VirusTotal's `popular_threat_classification`. */
export interface ThreatClassification {
  readonly suggested_threat_label: string;
  readonly popular_threat_category?: readonly ThreatCount[];
  readonly popular_threat_name?: readonly ThreatCount[];
}

/** How many engines say so. */
export interface ThreatCount {
  readonly count: number;
  readonly value: string;
}

/** Most categories and names that are told. */
const MOST = 10;
/** Names in the suggested label. */
const NAMES_IN_LABEL = 2;
/** Longest label that is looked at; longer ones are not names. */
const LONGEST_LABEL = 512;

/**
 * What the engines' labels have in common: of each label its words, without those that say where it runs, how it was
 * found or which variant it is; the rest are names of families, and words for a category are counted as that category.
 * Each engine counts once for each. Null when nothing is left, as when no engine found anything.
 *
 * After M. Sebastián, R. Rivera, P. Kotzias, J. Caballero, "AVclass: A Tool for Massive Malware Labeling", RAID 2016
 * (tokens, generic words, aliases, plurality of engines). Different: one engine is enough, because here are few of them,
 * and the order of equal counts is by name, so that the same labels always say the same.
 */
export function threatClassification(labels: readonly string[]): ThreatClassification | null {
  const categories = new Map<string, number>();
  const names = new Map<string, number>();
  for (const label of labels) {
    const words = threatWords(label);
    for (const category of words.categories) categories.set(category, (categories.get(category) ?? 0) + 1);
    for (const name of words.names) names.set(name, (names.get(name) ?? 0) + 1);
  }
  const [category, name] = [ranked(categories), ranked(names)];
  const families = name
    .slice(0, NAMES_IN_LABEL)
    .map(({ value }) => value)
    .join('/');
  const suggested = [category[0]?.value, families === '' ? undefined : families].filter((part) => part !== undefined);
  if (suggested.length === 0) return null;
  return {
    suggested_threat_label: suggested.join('.'),
    ...(category.length === 0 ? {} : { popular_threat_category: category }),
    ...(name.length === 0 ? {} : { popular_threat_name: name }),
  };
}

/** The categories and the names of families in one label. */
export function threatWords(label: string): { categories: Set<ThreatCategory>; names: Set<string> } {
  const categories = new Set<ThreatCategory>();
  const names = new Set<string>();
  for (const token of tokensOf(label)) {
    const word = token.toLowerCase();
    // Avast writes DropperX, SpywareX.
    const category = CATEGORY_OF.get(word) ?? CATEGORY_OF.get(word.replace(/x$/, ''));
    if (category !== undefined) categories.add(category);
    else if (isName(token, word)) names.add(FAMILY_OF.get(word) ?? word);
  }
  // "Trojan-Ransom" and "Win.Trojan.Banker": the general word stands there for form's sake.
  if (categories.size > 1) categories.delete('trojan');
  return { categories, names };
}

/** A label without its remarks, split at everything that is no letter or digit. */
function tokensOf(label: string): string[] {
  const said = label
    .slice(0, LONGEST_LABEL)
    // Kaspersky: it may be unwanted and is no virus.
    .replace(/not-a-virus:?/gi, ' ')
    // Defender, ESET: "potentially unwanted" is one notion of two words.
    .replace(/potentially[ _-]?unwanted/gi, ' pua ')
    // Defender, McAfee: what follows is about the detection, or a digest.
    .replace(/!.*$/, ' ');
  // Rules write words together: Windows_Trojan_AgentTesla; within a word capitals are kept as they are.
  return said.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '');
}

/** Whether a token names a family: not a variant, a number or a digest, and no word that says nothing. */
function isName(token: string, word: string): boolean {
  if (word.length < 4 || word.length > 32) return false;
  if (MEANINGLESS.has(word) || word.startsWith('generic')) return false;
  // Variants: HKBR, CJW, ABCD.
  if (word.length === 4 && token === token.toUpperCase()) return false;
  // Numbers, digests, revisions: 9876543, d3ac2b2f, 2012.
  if (/^[0-9a-f]{6,}$/.test(word) && /\d/.test(word)) return false;
  const digits = word.replace(/\D/g, '').length;
  return digits * 2 < word.length;
}

function ranked(counts: ReadonlyMap<string, number>): ThreatCount[] {
  return [...counts]
    .map(([value, count]) => ({ count, value }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST);
}
