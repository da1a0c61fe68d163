// Reads a body as a whole without trusting its length.

export interface BoundedText {
  readonly text: string;
  /** The body was longer than the bound; `text` is its beginning, and the rest was not read. */
  readonly isCut: boolean;
}

/** At most `maxBytes` decoded bytes of the body as text. Rejects when the body breaks off. */
export async function boundedText(response: Response, maxBytes: number): Promise<BoundedText> {
  if (response.body === null) return { text: '', isCut: false };
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), isCut: false };
    text += decoder.decode(value.subarray(0, maxBytes - bytes), { stream: true });
    bytes += value.length;
    if (bytes > maxBytes) {
      // Not waited for: a body that is being decompressed may take its time to end.
      reader.cancel().catch(() => {});
      return { text, isCut: true };
    }
  }
}
