// The calendar day of a moment in the time zone of this process (the user's own).

/** YYYY-MM-DD with ASCII digits, whatever the locale. Never by adding 24 hours: days have 23 and 25 where clocks change. */
export function localDay(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
