/** Resolves when a server answers `url`; it can only be asked again and again. Throws when its process has ended. */
export async function untilItAnswers(url: string, lives: () => boolean): Promise<void> {
  while (lives()) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The process ended.');
}
