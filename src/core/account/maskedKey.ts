// A key as it may be shown: enough to tell it from another one, too little to be of use.

/** `sk-••••abcd`; of a text too short for a key nothing is shown. */
export function maskedKey(key: string): string {
  const head = key.startsWith('sk-') ? 'sk-' : '';
  return key.length < 20 ? `${head}••••` : `${head}••••${key.slice(-4)}`;
}
