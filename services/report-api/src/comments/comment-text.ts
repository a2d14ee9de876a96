const MOST_TAGS = 64;

/** The `#words` of a comment, lower case and once each, in their order. */
export function tagsInText(text: string): string[] {
  const found = text.normalize('NFC').matchAll(/(?<![\p{L}\p{N}_&#/])#([\p{L}\p{N}_-]{1,64})(?![\p{L}\p{N}_-])/gu);
  return [...new Set([...found].map(([, word]) => (word as string).toLowerCase()))].slice(0, MOST_TAGS);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Marks that turn the direction of what follows them, also of what stands beside the comment. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A comment's text as markup that shows it and does nothing else, in an element's content as in an attribute. */
export function htmlOf(text: string): string {
  return text
    .replace(DIRECTION, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/\r\n|\r|\n/g, '<br>');
}
