// The hours of a local day, which has 23 or 25 of them when the clocks are changed.

const hourMs = 3_600_000;

/** UTC milliseconds at which each hour of the day (YYYY-MM-DD) begins here, and the end of the last. */
export function hourStartsOf(day: string): readonly number[] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const startMs = new Date(year, month - 1, date).getTime();
  const endMs = new Date(year, month - 1, date + 1).getTime();
  const hours = Math.ceil((endMs - startMs) / hourMs);
  return [...Array.from({ length: hours }, (_, hour) => startMs + hour * hourMs), endMs];
}
