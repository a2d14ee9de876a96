import { AssayError, type EngineItem, type ExpectedEngine } from '@assay/contracts';

/**
 * The engines that a scan expects, by engine id: every enabled engine of every pool, alive or not, or those asked
 * for. An engine that stands in several pools is expected of the one where it is available, else of the first by
 * name, because an engine gives one answer.
 */
export function expectedEngines(
  catalogue: readonly EngineItem[],
  only?: readonly string[],
): Record<string, ExpectedEngine> {
  const enabled = catalogue
    .filter((item) => item.Enabled)
    .sort((a, b) => Number(b.Reported.available) - Number(a.Reported.available) || a.Pool.localeCompare(b.Pool));
  const wanted = only === undefined ? null : new Set(only);
  const unknown = [...(wanted ?? [])].filter((id) => !enabled.some((item) => item.Engine === id));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).map((id) => `"${id.slice(0, 32)}"`);
    throw new AssayError('invalid-argument', `No enabled engine is named ${shown.join(', ')}.`);
  }
  const expected = new Map<string, ExpectedEngine>();
  for (const item of enabled) {
    if (expected.has(item.Engine) || wanted?.has(item.Engine) === false) continue;
    const { name, kind, timeout_s } = item.Reported;
    expected.set(item.Engine, { Pool: item.Pool, Name: name, Kind: kind, TimeoutS: timeout_s });
  }
  if (expected.size === 0) throw new AssayError('no-engines');
  return Object.fromEntries(expected);
}
