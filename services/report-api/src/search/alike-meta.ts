/** What the `meta` of an answer says of likeness: nothing, unless more files may be alike than were found. */
export function alikeMeta(cut: boolean): { alike_cut?: true } {
  return cut ? { alike_cut: true } : {};
}
