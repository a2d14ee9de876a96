/**
 * JSON in which nothing can steer a terminal: what `JSON.stringify` leaves of control, formatting and separating
 * characters is escaped, so that the text is printable and the value is the same.
 */
export function jsonText(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  // The line breaks of the indentation stand between values; those inside a value are escaped already.
  return text.replaceAll(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu, asEscapes);
}

function asEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join('');
}

const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;
