import { parseSsdeep, ssdeepChunks } from './ssdeep.ts';
import { parseTlsh, tlshBands } from './tlsh.ts';

/** By what files that are alike can be found: chunks of the ssdeep hash and bands of the TLSH. */
export function chunksOf({ ssdeep, tlsh }: { ssdeep: string | null; tlsh: string | null }): number[] {
  const contexts = ssdeep === null ? null : parseSsdeep(ssdeep);
  const locality = tlsh === null ? null : parseTlsh(tlsh);
  return [...(contexts === null ? [] : ssdeepChunks(contexts)), ...(locality === null ? [] : tlshBands(locality))];
}
