export function userStream(userId: string): string {
  return `events:${userId}`;
}

export function scanStream(scanId: string): string {
  return `log:${scanId}`;
}

/** Where a writer tells that a stream has something new. */
export function wakeChannel(stream: string): string {
  return `wake:${stream}`;
}
