// The same middle in other words, as a model writes it at a higher temperature. Deterministic, and still code.

const VALUE = /^([^\n;{}]+);$/;

/** `temperature` from 0.3 on says a value in brackets, from 0.8 on as the last of two; other texts stay as they are. */
export function otherwise(middle: string, temperature: number): string {
  const value = VALUE.exec(middle)?.[1];
  if (value === undefined || temperature < 0.3) return middle;
  return temperature < 0.8 ? `(${value});` : `undefined ?? ${value};`;
}
