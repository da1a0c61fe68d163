// Waiting for a condition, never for a length of time.

/** Resolves with the first value that is not false, null or undefined; throws with `what` when none came in time. */
export async function until<T>(
  what: string,
  look: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  limitMs = 20_000,
): Promise<T> {
  const endMs = performance.now() + limitMs;
  let trouble: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== false && seen !== null && seen !== undefined) return seen;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (performance.now() > endMs) throw new Error(`Waited in vain: ${what}`, { cause: trouble });
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
