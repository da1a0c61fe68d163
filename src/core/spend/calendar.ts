// Arithmetic on calendar days and months as text (YYYY-MM-DD, YYYY-MM): no clock and no time zone is involved.

/**
 * Days a budget looks ahead. A clock set back after spending would otherwise open a fresh budget for a day gone by, so a
 * day's budget also counts what is booked on later days; bounded, so that a clock that once ran years ahead does not
 * weigh on every budget until then.
 */
const lookAheadDays = 31;

/** First and last day whose receipts count against the budget of `day`. */
export function budgetDays(day: string): readonly [string, string] {
  const later = new Date(`${day}T00:00:00Z`);
  later.setUTCDate(later.getUTCDate() + lookAheadDays);
  return [day, later.toISOString().slice(0, 10)];
}

/** First and last month whose receipts count against the monthly budget on `day`. */
export function budgetMonths(day: string): readonly [string, string] {
  return [monthOf(day), monthOf(budgetDays(`${monthOf(day)}-01`)[1])];
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** Is this a day of the Gregorian calendar, years 1970 to 9999, written with ASCII digits? */
export function isDay(text: string): boolean {
  if (!/^(19[7-9]\d|[2-9]\d{3})-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 31 February for 3 March; what comes back differs then.
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
