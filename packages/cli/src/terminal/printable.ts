/**
 * Names and labels come from files; what would steer a terminal, or turn the order of what stands on it, is taken out:
 * control characters, formatting ones (the bidirectional overrides among them), line and paragraph separators, and halves
 * of characters.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '�');
}
