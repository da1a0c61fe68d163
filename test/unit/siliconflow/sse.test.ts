// The event-stream standard's own cases, and our bounds.
import { strict as assert } from 'node:assert';
import { defaultBounds, SseReader } from '../../../src/siliconflow/sse.ts';
import { spentMs } from '../fakes/spentMs.ts';

function eventsOf(text: string): readonly string[] {
  const reader = new SseReader(defaultBounds);
  const items = reader.push(new TextEncoder().encode(text));
  assert.notEqual(items, 'tooBig');
  return [...(items === 'tooBig' ? [] : items), ...reader.end()].map((item) =>
    item.kind === 'comment' ? ':' : `${item.type}|${item.data}${item.unclosed ? '|unclosed' : ''}`,
  );
}

describe('event stream', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['joins data lines with a line feed', 'data: a\ndata: b\n\n', ['|a\nb']],
    ['takes one space after the colon and keeps the rest', 'data:a\n\ndata:  b\n\n', ['|a', '| b']],
    ['knows a field without a colon', 'data\n\ndata\ndata\n\n', ['|', '|\n']],
    ['names the event, and forgets the name afterwards', 'event: x\ndata: 1\n\ndata: 2\n\n', ['x|1', '|2']],
    ['drops an event without data', 'event: x\n\nid: 1\nretry: 2\n\n', []],
    ['ignores unknown fields', 'foo: 1\ndata: a\n: note\n\n', [':', '|a']],
    ['takes a byte order mark at the start once', '\ufeffdata: a\n\n\ufeffdata: b\n\n', ['|a']],
    ['takes U+2028 as an ordinary character', 'data: a\u2028b\n\n', ['|a\u2028b']],
    ['delivers what has no blank line at the end', 'data: a\n\ndata: b', ['|a', '|b|unclosed']],
    ['ends lines with CR, LF and CRLF mixed', 'data: a\r\rdata: b\r\n\r\ndata: c\n\n', ['|a', '|b', '|c']],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(eventsOf(text), expected));
  }

  it('refuses a line over the bound, however it is cut, and a whole over the bound', () => {
    const bounds = { maxLineBytes: 10, maxTotalBytes: 30 };
    assert.equal(new SseReader(bounds).push(new Uint8Array(11)), 'tooBig');
    const byBytes = new SseReader(bounds);
    const results = Array.from({ length: 11 }, () => byBytes.push(new Uint8Array([65])));
    assert.equal(results.at(-1), 'tooBig');
    assert.notEqual(results.at(-2), 'tooBig');
    const lines = new SseReader(bounds);
    const line = new TextEncoder().encode('data: abc\n');
    assert.notEqual(lines.push(line), 'tooBig');
    assert.notEqual(lines.push(line), 'tooBig');
    assert.notEqual(lines.push(line), 'tooBig');
    assert.equal(lines.push(line), 'tooBig');
  });

  it('reads a long line given byte by byte in linear time', () => {
    const reader = new SseReader(defaultBounds);
    const byte = new Uint8Array([120]);
    const tookMs = spentMs(() => {
      for (let i = 0; i < 300_000; i++) reader.push(byte);
      reader.push(new TextEncoder().encode('\n\n'));
    });
    assert.ok(tookMs < 2_000, `${tookMs} ms`);
  });
});
