/** Unix seconds of an ISO 8601 time, as VirusTotal writes dates. */
export function epoch(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
