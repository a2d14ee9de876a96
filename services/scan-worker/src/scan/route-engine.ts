import type { HostedEngine, SampleType } from '@assay/contracts';

/** Why an engine does not look at a sample; null when it does. `type` is null when the sample's type is not known. */
export function unsupportedReason(
  engine: Pick<HostedEngine, 'accepts' | 'rejects' | 'max_bytes'>,
  sample: { readonly size: number; readonly type: SampleType | null },
): string | null {
  if (sample.size > engine.max_bytes) {
    return `the sample has ${sample.size} bytes, this engine takes up to ${engine.max_bytes}`;
  }
  const tag = sample.type?.tag ?? null;
  if (tag === null) {
    return engine.accepts.length > 0
      ? 'the type of the sample is not known, and this engine takes certain types'
      : null;
  }
  if (engine.rejects.includes(tag)) return `this engine does not take the type ${tag}`;
  if (engine.accepts.length > 0 && !engine.accepts.includes(tag)) return `this engine does not take the type ${tag}`;
  return null;
}

/** Whether the type of the sample decides if this engine looks at it. */
export function routesByType(engine: Pick<HostedEngine, 'accepts' | 'rejects'>): boolean {
  return engine.accepts.length + engine.rejects.length > 0;
}
