import type { ScanResults } from '@assay/contracts';
import type { z } from 'zod';

type Json = z.core.util.JSONType;

/**
 * Most bytes that the attributes of a file may have in its report, as JSON: twice the longest line of an engine. Half of
 * what can be packed; the other half is for verdicts, tags and the notes of what was left out, whose number and lengths
 * are bounded and which are never left out.
 */
export const MOST_ATTRIBUTE_BYTES = 8 * 1024 * 1024;

/** Names that are told of each engine; of more the count. */
const MOST_NAMES = 20;

/** What stands beside a value: its name three times, with the scan and the engine that it is of. */
const BESIDE_BYTES = 128;

export interface GivenAttributes {
  readonly values: Map<string, Json>;
  /** Attribute → scan id. */
  readonly providers: Map<string, string>;
  /** Attribute → engine id. */
  readonly providedBy: Map<string, string>;
}

/**
 * Takes the largest attributes out until the others fit into a report, and notes in `leftOut` what that were: the engine's
 * own result holds them. It takes the same out when a scan is merged twice: what was taken first is larger than
 * everything that stayed, so it fits no better with less beside it.
 */
export function fitAttributes(
  given: GivenAttributes,
  leftOut: Map<string, ScanResults['LeftOut'][string]>,
  mostBytes = MOST_ATTRIBUTE_BYTES,
): void {
  const sizes = [...given.providedBy].map(([name, engine]) => {
    const bytes = jsonBytes(given.values.get(name) ?? null);
    return { name, engine, bytes, inReport: inReport(name, bytes) };
  });
  let sum = sizes.reduce((all, { inReport }) => all + inReport, 0);
  if (sum <= mostBytes) return;
  for (const { name, engine, bytes, inReport } of sizes.sort(largestFirst)) {
    if (sum <= mostBytes) return;
    sum -= inReport;
    const ScanID = given.providers.get(name) ?? '';
    for (const map of [given.values, given.providers, given.providedBy]) map.delete(name);
    const { Attributes, Count, Bytes } = leftOut.get(engine) ?? { Attributes: [], Count: 0, Bytes: 0 };
    const names = Attributes.length < MOST_NAMES ? [...Attributes, name].sort() : Attributes;
    leftOut.set(engine, { ScanID, Attributes: names, Count: Count + 1, Bytes: Bytes + bytes });
  }
}

function largestFirst(a: { name: string; inReport: number }, b: { name: string; inReport: number }): number {
  return b.inReport - a.inReport || (a.name < b.name ? 1 : -1);
}

/** `pe_info` stands in a report twice: as the attribute, and in the parts that the seed names. */
function inReport(name: string, bytes: number): number {
  return (name === 'pe_info' ? 2 * bytes : bytes) + 3 * name.length + BESIDE_BYTES;
}

function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
