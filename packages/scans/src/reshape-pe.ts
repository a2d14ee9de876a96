import type { ScanResults } from '@assay/contracts';
import { z } from 'zod';

type Json = z.core.util.JSONType;
type PeParts = Pick<ScanResults, 'PEHeader' | 'PESections' | 'PEResources' | 'PEImports' | 'ContainedResources'>;

/** VirusTotal's limit of the lists in `pe_info`. */
const MOST_ENTRIES = 256;

const Described = z.record(z.string(), z.json());
type Described = z.infer<typeof Described>;
const Entries = z
  .array(z.json())
  .transform(
    (list): Described[] =>
      list.slice(0, MOST_ENTRIES).filter((entry) => Described.safeParse(entry).success) as Described[],
  )
  .catch([]);

/** The parts that are lists, as far as they are what they should be; an engine is not trusted to keep a shape. */
const PeInfo = z.looseObject({
  sections: Entries.default([]),
  import_list: Entries.default([]),
  resource_details: Entries.default([]),
  resource_types: z.record(z.string(), z.number()).catch({}).default({}),
});

/**
 * VirusTotal's `pe_info` in the seed's names: what is not in a list of its own is the header; sections lie under
 * their MD5 and contained resources under their SHA-256, as lists, because several can have the same digest.
 */
export function reshapePe(peInfo: unknown): PeParts {
  const parsed = PeInfo.safeParse(peInfo);
  if (!parsed.success) {
    return { PEHeader: null, PESections: {}, PEResources: {}, PEImports: [], ContainedResources: {} };
  }
  const { sections, import_list, resource_details, resource_types, ...header } = parsed.data;
  return {
    PEHeader: header as Record<string, Json>,
    PESections: byDigest(sections, 'md5', 32),
    PEResources: resource_types,
    PEImports: import_list,
    ContainedResources: byDigest(resource_details, 'sha256', 64),
  };
}

function byDigest(entries: readonly Record<string, Json>[], name: string, digits: number): Record<string, Json> {
  const digest = new RegExp(`^[0-9a-f]{${digits}}$`);
  const grouped = new Map<string, Json[]>();
  for (const entry of entries) {
    const value = entry[name];
    if (typeof value !== 'string' || !digest.test(value)) continue;
    grouped.set(value, [...(grouped.get(value) ?? []), entry]);
  }
  return Object.fromEntries(grouped);
}
