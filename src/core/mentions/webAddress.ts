// Which addresses of the web may be fetched: http and https, no names and passwords in them; and which lie in a private network.

/** Null for what is no address of the web. */
export function webAddress(typed: string): URL | null {
  if (!/^https?:\/\/\S+$/i.test(typed) || !URL.canParse(typed)) return null;
  const url = new URL(typed);
  return url.username === '' && url.password === '' ? url : null;
}

/** Names that never lead out of a house or a company. */
export function isPrivateName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  return (
    !/[.:]/.test(name) ||
    /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|test|home\.arpa)$/.test(name)
  );
}

/** Addresses that are not of the public internet (IANA's special-purpose registries). */
export function isPrivateAddress(address: string): boolean {
  const [bare = ''] = address
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  const parts = (mapped ?? bare).split('.').map(Number);
  if (parts.length === 4) {
    const [a = 0, b = 0] = parts;
    return (
      [0, 10, 127].includes(a) ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && (b === 168 || b === 0)) ||
      (a === 198 && (b === 18 || b === 19)) ||
      a >= 224
    );
  }
  // Only what is assigned for the public: 2000::/3, without what carries an address of the old kind.
  return !/^[23][\da-f]{3}:/.test(bare) || /^(?:2002:|2001:0{0,3}:|64:ff9b:)/.test(bare);
}
