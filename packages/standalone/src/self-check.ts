import { type Api, bytesSource } from '@assay/cli';
import { eicar } from './eicar.ts';
import { scanAndShow } from './terminal/scan-and-show.ts';

/** Engines that must report the test file; without them a system would look well and find nothing. */
const MUST_DETECT = ['clamav', 'yara'];

/** Scans the harmless test file through the public API. Answers what is wrong; nothing when all is well. Rejects with the signal. */
export async function selfCheck(api: Api, say: (line: string) => void, signal: AbortSignal): Promise<string[]> {
  const scan = await scanAndShow(api, bytesSource('eicar.com', eicar()), say, signal);
  if (scan === null) return ['The test file could not be scanned.'];
  return MUST_DETECT.flatMap((id) => {
    const engine = scan.engines.find(({ engine: name }) => name === id);
    if (engine === undefined) return [`The engine ${id} is not part of this system.`];
    if (engine.verdict === 'malicious') return [];
    return [`The engine ${id} did not report the test file: ${engine.message ?? engine.verdict ?? engine.outcome}`];
  });
}
