// A bounded reader of server-sent events: bytes in any pieces -> the same events. Follows the WHATWG standard, but also
// delivers an event whose closing blank line is missing.

export type SseItem =
  | { readonly kind: 'comment' }
  /** `unclosed`: the stream ended inside this event, so its data may be cut. */
  | { readonly kind: 'event'; readonly type: string; readonly data: string; readonly unclosed: boolean };

export interface SseBounds {
  readonly maxLineBytes: number;
  readonly maxTotalBytes: number;
}

/** Design §5: 8 MiB a line, 32 MiB an answer, counted after decompression. */
export const defaultBounds: SseBounds = { maxLineBytes: 8 * 1024 * 1024, maxTotalBytes: 32 * 1024 * 1024 };

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Lines are cut as bytes (neither terminator occurs inside a UTF-8 sequence) and decoded whole, so no cut can change a
 * character, and a bound counts bytes.
 */
export class SseReader {
  readonly #bounds: SseBounds;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #parts: Uint8Array[] = [];
  #lineBytes = 0;
  #totalBytes = 0;
  #afterCarriageReturn = false;
  #firstLine = true;
  #type = '';
  #data: string[] = [];

  constructor(bounds: SseBounds) {
    this.#bounds = bounds;
  }

  /** What the bytes complete, or `tooBig`: then the reader must not be used again. */
  push(bytes: Uint8Array): SseItem[] | 'tooBig' {
    this.#totalBytes += bytes.length;
    if (this.#totalBytes > this.#bounds.maxTotalBytes) return 'tooBig';
    const items: SseItem[] = [];
    let start = 0;
    if (this.#afterCarriageReturn && bytes.length > 0) {
      this.#afterCarriageReturn = false;
      if (bytes[0] === lineFeed) start = 1;
    }
    let nextLf = bytes.indexOf(lineFeed, start);
    let nextCr = bytes.indexOf(carriageReturn, start);
    while (nextLf !== -1 || nextCr !== -1) {
      const end = nextCr === -1 || (nextLf !== -1 && nextLf < nextCr) ? nextLf : nextCr;
      const line = this.#whole(bytes.subarray(start, end));
      if (line === null) return 'tooBig';
      this.#endLine(line, items);
      start = end + 1;
      if (bytes[end] === carriageReturn) {
        if (start === bytes.length) this.#afterCarriageReturn = true;
        else if (bytes[start] === lineFeed) start++;
      }
      if (nextLf !== -1 && nextLf < start) nextLf = bytes.indexOf(lineFeed, start);
      if (nextCr !== -1 && nextCr < start) nextCr = bytes.indexOf(carriageReturn, start);
    }
    return this.#take(bytes.subarray(start)) ? items : 'tooBig';
  }

  /** What was still open when the stream ended. */
  end(): SseItem[] {
    const items: SseItem[] = [];
    const line = this.#lineBytes > 0 ? this.#whole(new Uint8Array()) : null;
    if (line !== null) this.#endLine(line, items);
    this.#dispatch(items, true);
    return items;
  }

  #take(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return true;
    this.#lineBytes += bytes.length;
    // The caller may reuse its buffer before the line is complete.
    this.#parts.push(bytes.slice());
    return this.#lineBytes <= this.#bounds.maxLineBytes;
  }

  /** A line with its last bytes, nearly always all of them: those are not copied. Null for one that is too long. */
  #whole(last: Uint8Array): string | null {
    if (this.#lineBytes === 0)
      return last.length > this.#bounds.maxLineBytes ? null : this.#decoder.decode(last);
    if (!this.#take(last)) return null;
    const line = this.#decoder.decode(joined(this.#parts, this.#lineBytes));
    this.#parts = [];
    this.#lineBytes = 0;
    return line;
  }

  #endLine(read: string, items: SseItem[]): void {
    let line = read;
    if (this.#firstLine) {
      this.#firstLine = false;
      if (line.startsWith('\ufeff')) line = line.slice(1);
    }
    if (line === '') {
      this.#dispatch(items, false);
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) {
      items.push({ kind: 'comment' });
      return;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const rest = colon === -1 ? '' : line.slice(colon + 1);
    const value = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    // `id` and `retry` serve reconnecting, which an answer never does.
  }

  #dispatch(items: SseItem[], unclosed: boolean): void {
    if (this.#data.length > 0) {
      items.push({ kind: 'event', type: this.#type, data: this.#data.join('\n'), unclosed });
    }
    this.#type = '';
    this.#data = [];
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
