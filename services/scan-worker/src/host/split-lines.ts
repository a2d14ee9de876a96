/** Told of each line without its end, or of the beginning of a line that is too long. */
export interface LineTaker {
  line(bytes: Buffer): void;
  tooLong(beginning: Buffer): void;
}

/** What is kept of a line that is too long, to see whose it was. */
const BEGINNING_BYTES = 1024;

/** Cuts a stream of bytes at line feeds and never holds more than `maxBytes` of a line. */
export function splitLines(maxBytes: number, taker: LineTaker): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let skipping = false;

  const keep = (part: Buffer) => {
    if (skipping) return;
    held.push(part);
    heldBytes += part.length;
    if (heldBytes <= maxBytes) return;
    skipping = true;
    held = [Buffer.concat(held).subarray(0, BEGINNING_BYTES)];
  };
  const end = () => {
    const line = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held);
    const tooLong = skipping;
    held = [];
    heldBytes = 0;
    skipping = false;
    if (tooLong) taker.tooLong(line);
    else if (line.length > 0) taker.line(line);
  };

  return (chunk) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at));
      end();
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  };
}
