/** The address of this very request, as the client must be able to send it again. */
export function selfUrl(baseUrl: string, requestUrl: string): string {
  return new URL(requestUrl, baseUrl).href;
}

/** The same request with another cursor. */
export function nextUrl(self: string, cursor: string): string {
  const url = new URL(self);
  url.searchParams.set('cursor', cursor);
  return url.href;
}
