/**
 * `attachment` with the file's name (RFC 6266): in ASCII for old clients, where everything else becomes `_`, and in
 * UTF-8 (RFC 5987) for the others.
 */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${extValue(name)}`;
}

/** Percent-encodes everything but RFC 5987's attr-char; `encodeURIComponent` leaves some others of them alone. */
function extValue(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
