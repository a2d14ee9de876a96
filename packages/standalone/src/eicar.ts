/**
 * The harmless file that every scanner reports, agreed on for exactly this purpose. Put together here, so that no
 * file of this project is one.
 */
export function eicar(): Buffer {
  const head = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$';
  const tail = 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';
  return Buffer.from(`${head}${['EI', 'CAR'].join('')}-${tail}`, 'latin1');
}
