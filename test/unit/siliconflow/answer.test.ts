// Streams from test/fixtures/streams, cut in every way: the same bytes always give the same events.
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { overlapLength } from '../../../src/core/chat/continuation.ts';
import type { ModelEvent } from '../../../src/core/request/modelRequest.ts';
import { Answer } from '../../../src/siliconflow/answer.ts';
import { defaultBounds, SseReader } from '../../../src/siliconflow/sse.ts';
import { FixedRandom, failureOf, isTerminal, kindsOf, reasoningOf, textOf } from './fakes.ts';
import { data, stopChunk, textChunk } from './rawServer.ts';

const folder = new URL('../../fixtures/streams/', import.meta.url);
const fixtures = readdirSync(folder).map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }));

function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`${name}.sse`, folder));
}

function parse(
  pieces: Iterable<Uint8Array>,
  options: { readonly localStops?: readonly string[]; readonly kind?: 'chat' | 'completion' } = {},
): ModelEvent[] {
  const random = new FixedRandom();
  const answer = new Answer({
    kind: options.kind ?? 'chat',
    localStops: options.localStops ?? [],
    newId: () => random.id(),
    failure: (kind, detail) => ({ kind, detail, sent: true }),
    failureOfWords: (words) => ({ kind: 'serverError', detail: words.message, sent: true }),
  });
  const sse = new SseReader(defaultBounds);
  const events: ModelEvent[] = [];
  for (const piece of pieces) {
    const items = sse.push(piece);
    assert.notEqual(items, 'tooBig');
    if (items !== 'tooBig') for (const item of items) events.push(...answer.accept(item));
  }
  for (const item of sse.end()) events.push(...answer.accept(item));
  events.push(...answer.end(answer.isOver ? 'done' : 'closed'));
  return events;
}

function parseText(text: string, options: Parameters<typeof parse>[1] = {}): ModelEvent[] {
  return parse([new TextEncoder().encode(text)], options);
}

/** Cuts at the given places (taken modulo the length). */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut));
}

describe('answer: any split of the same bytes', () => {
  for (const { name, bytes } of fixtures) {
    const whole = parse([bytes], { kind: name === 'completion.sse' ? 'completion' : 'chat' });
    const options = { kind: name === 'completion.sse' ? 'completion' : 'chat' } as const;

    it(`gives the same events: ${name}, cut at every byte and byte by byte`, () => {
      for (let at = 0; at <= bytes.length; at++) assert.deepEqual(parse(cutAt(bytes, [at]), options), whole);
      assert.deepEqual(parse(cutAt(bytes, [...bytes.keys()]), options), whole);
    }).timeout(60_000);

    it(`gives the same events: ${name}, with LF, CR and CRLF, with and without a byte order mark`, () => {
      fc.assert(
        fc.property(
          fc.constantFrom('\n', '\r', '\r\n'),
          fc.boolean(),
          fc.array(fc.nat(), { maxLength: 12 }),
          (lineEnd, hasMark, places) => {
            const text = bytes.toString('utf8').replaceAll('\n', lineEnd);
            const other = new TextEncoder().encode((hasMark ? '\ufeff' : '') + text);
            assert.deepEqual(parse(cutAt(other, places), options), whole);
          },
        ),
        { numRuns: 60 },
      );
    });

    it(`ends with exactly one terminal event wherever it is cut off: ${name}`, () => {
      for (let length = 0; length <= bytes.length; length++) {
        const events = parse([bytes.subarray(0, length)], options);
        assert.equal(events.filter(isTerminal).length, 1);
        assert.ok(isTerminal(events.at(-1) ?? { kind: 'alive' }));
        // Half a <think> tag where the stream broke off is given as the text it is.
        const came = textOf(events);
        assert.ok(textOf(whole).startsWith(came) || '\n<think>'.startsWith(came));
        // Gone on with from there, nothing of it is taken for a repetition.
        assert.equal(overlapLength(came, textOf(whole).slice(came.length)), 0, came.slice(-40));
      }
    }).timeout(60_000);
  }

  it('survives any bytes at all with exactly one terminal event', () => {
    const soup = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 20 }),
        fc
          .oneof(
            fc.constantFrom(
              'data: ',
              'data:',
              ':',
              '\n',
              '\n\n',
              '\r',
              '[DONE]',
              'event: x\n',
              '{"choices":',
              '[{"delta":',
              'null',
            ),
            fc.json().map((json) => `data: ${json}\n\n`),
            fc
              .json()
              .map(
                (json) => `data: {"choices":[{"delta":${json},"finish_reason":${json}}],"usage":${json}}\n\n`,
              ),
          )
          .map((text) => new TextEncoder().encode(text)),
      ),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(soup, (pieces) => {
        const events = parse(pieces);
        assert.equal(events.filter(isTerminal).length, 1);
        assert.deepEqual(events, parse([Buffer.concat(pieces)]));
      }),
      { numRuns: 500 },
    );
  });
});

describe('answer: what a stream says', () => {
  it('takes the last usage and never adds', () => {
    const events = parse([fixture('reasoningUsageEachChunk')]);
    assert.deepEqual(
      events.findLast((event) => event.kind === 'usage'),
      {
        kind: 'usage',
        usage: { promptTokens: 12, cachedTokens: 8, completionTokens: 9, reasoningTokens: 4 },
      },
    );
    assert.equal(reasoningOf(events), 'Erst 想一下 🤔');
    assert.equal(textOf(events), 'Grüße, 世界 👩‍💻');
    assert.deepEqual(events.at(-1), { kind: 'finished', reason: 'stop' });
  });

  it('tells a usage that did not change once', () => {
    const usage = data({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } });
    assert.equal(kindsOf(parseText(usage + usage + stopChunk)).filter((kind) => kind === 'usage').length, 1);
  });

  it('an empty first reasoning_content opens no reasoning', () => {
    const [first] = parse([fixture('reasoningUsageEachChunk')]).filter((event) => event.kind === 'reasoning');
    assert.equal(first?.kind === 'reasoning' && first.text, 'Erst 想一下 🤔');
  });

  it('puts tool calls together, keeps the first name and id, and makes an id that is missing', () => {
    const events = parse([fixture('toolsTrailingUsage')]);
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'toolCall' ? [event.call] : [])),
      [
        { id: 'call_1', name: 'read_file', argumentsText: '{"path": "a.ts"}' },
        { id: 'call_id1', name: 'list', argumentsText: '{}' },
      ],
    );
    assert.deepEqual(events.at(-1), { kind: 'finished', reason: 'toolCalls' });
    const usage = events.findLast((event) => event.kind === 'usage');
    assert.equal(usage?.kind === 'usage' && usage.usage.cachedTokens, 64);
  });

  it('takes tool calls without an index, and arguments that are an object', () => {
    const call = (id: string | null, fields: object): string =>
      data({ choices: [{ delta: { tool_calls: [{ id, function: fields }] } }] });
    const events = parseText(
      call('a', { name: 'f', arguments: '{"x"' }) +
        call(null, { arguments: ':1}' }) +
        call('b', { name: 'g', arguments: { y: 2 } }) +
        stopChunk,
    );
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'toolCall' ? [event.call.argumentsText] : [])),
      ['{"x":1}', '{"y":2}'],
    );
    assert.deepEqual(events.at(-1), { kind: 'finished', reason: 'toolCalls' });
  });

  it('a tool call that never gets a name is a bad reply, and a cut one is not handed out', () => {
    const fragment = data({
      choices: [{ delta: { tool_calls: [{ index: 0, id: 'a', function: { name: '', arguments: '{}' } }] } }],
    });
    assert.equal(failureOf(parseText(fragment + stopChunk)).kind, 'badReply');
    const named = fragment.replace('"name":""', '"name":"f"');
    assert.deepEqual(kindsOf(parseText(named)), ['failed']);
  });

  it('splits <think> at the start of an answer from its text, and leaves a later one alone', () => {
    const events = parse([fixture('thinkTagsStray')]);
    assert.equal(reasoningOf(events), 'weigh <b> it');
    assert.equal(textOf(events), 'The <think> tag stays.');
    assert.deepEqual(events.at(-1), { kind: 'finished', reason: 'stop' });
  });

  it('takes reasoning in tags out of a completion, too, and waits for nothing else', () => {
    const completion = (text: string): readonly ModelEvent[] =>
      parse(
        [...text].map((one) => Buffer.from(data({ choices: [{ text: one }] }))),
        { kind: 'completion' },
      );
    assert.equal(textOf(completion('<think>\nweigh it\n</think>\n\n  a + b')), '  a + b');
    assert.equal(reasoningOf(completion('<think>on and on')), 'on and on');
    assert.equal(textOf(completion('  <thorn>\n<think>')), '  <thorn>\n<think>');
    assert.equal(textOf(completion('\n    ')), '\n    ');
  });

  it('an answer that only begins like a tag loses nothing', () => {
    assert.equal(textOf(parseText(textChunk('<th') + textChunk('orn>') + stopChunk)), '<thorn>');
    assert.equal(textOf(parseText(textChunk(' <thi') + stopChunk)), ' <thi');
  });

  it('thinking that never ends is an empty answer with its reasoning kept', () => {
    const events = parseText(textChunk('<think>on and on</th') + stopChunk);
    assert.equal(reasoningOf(events), 'on and on</th');
    assert.equal(failureOf(events).kind, 'emptyAnswer');
  });

  it('a limit reached while thinking is a finish by length, not an empty answer', () => {
    const events = parseText(
      data({ choices: [{ delta: { reasoning_content: 'hm' }, finish_reason: 'length' }] }),
    );
    assert.deepEqual(events.at(-1), { kind: 'finished', reason: 'length' });
  });

  it('a server that gave up is no end of an answer, whatever it calls that', () => {
    for (const [reason, kind] of [
      ['error', 'serverError'],
      ['abort', 'cutShort'],
      ['sensitive', 'refusedContent'],
    ] as const) {
      const events = parseText(textChunk('half') + data({ choices: [{ delta: {}, finish_reason: reason }] }));
      assert.equal(textOf(events), 'half');
      assert.equal(failureOf(events).kind, kind);
    }
  });

  it('reads reasoning by its other name, and once from a server that uses both', () => {
    const thought = (delta: object): string => data({ choices: [{ delta }] });
    const events = parseText(
      thought({ reasoning: 'hm' }) +
        thought({ reasoning_content: ', so', reasoning: ', so' }) +
        textChunk('ok') +
        stopChunk,
    );
    assert.equal(reasoningOf(events), 'hm, so');
    assert.equal(textOf(events), 'ok');
  });

  it('an error inside the stream keeps the text before it and drops what follows', () => {
    const events = parse([fixture('overloadedInside')]);
    assert.equal(textOf(events), 'Half an ans');
    assert.equal(failureOf(events).detail, 'Model service overloaded. Please try again later.');
  });

  it('reads /completions, where the text is in choices[0].text', () => {
    assert.equal(textOf(parse([fixture('completion')], { kind: 'completion' })), 'a + b;');
  });

  it('finds the cached tokens wherever a server says them', () => {
    const counts = { prompt_tokens: 10, completion_tokens: 5 };
    for (const said of [
      { prompt_tokens_details: { cached_tokens: 4 } },
      { prompt_cache_hit_tokens: 4 },
      { cached_tokens: 4 },
    ]) {
      const events = parseText(data({ choices: [], usage: { ...counts, ...said } }));
      const usage = events.find((event) => event.kind === 'usage');
      assert.equal(usage?.kind === 'usage' && usage.usage.cachedTokens, 4, JSON.stringify(said));
    }
  });

  it('usage that is no whole number ≥ 0 proves nothing and does not replace one that is', () => {
    const usage = (value: unknown): string => data({ choices: [], usage: value });
    const good = usage({
      prompt_tokens: 10,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 99 },
    });
    for (const bad of [
      null,
      'x',
      {},
      { prompt_tokens: -1, completion_tokens: 5 },
      { prompt_tokens: 1.5, completion_tokens: 5 },
      { prompt_tokens: 1e12, completion_tokens: 5 },
      { prompt_tokens: '7', completion_tokens: 5 },
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    ]) {
      const events = parseText(textChunk('x') + good + usage(bad) + stopChunk);
      assert.deepEqual(
        events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : [])),
        // More cached than prompt tokens cannot be.
        [{ promptTokens: 10, cachedTokens: 10, completionTokens: 5, reasoningTokens: 0 }],
      );
    }
  });

  it('fields of the wrong type count as absent', () => {
    const events = parseText(
      data({
        choices: [{ delta: { content: 5, reasoning_content: [], tool_calls: 'x' }, finish_reason: {} }],
      }) +
        textChunk('ok') +
        data({ choices: [null] }) +
        data({ choices: 'x' }) +
        stopChunk,
    );
    assert.equal(textOf(events), 'ok');
    assert.equal(events.at(-1)?.kind, 'finished');
  });
});

describe('answer: stop strings found here', () => {
  it('end the text at the one that is complete first, however the stream is cut', () => {
    const bytes = new TextEncoder().encode(textChunk('one abcd two') + stopChunk);
    const whole = textOf(parse([bytes], { localStops: ['abcd', 'bc'] }));
    assert.equal(whole, 'one a');
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 }), { maxLength: 8 }),
        fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), {
          maxLength: 4,
        }),
        (pieces, localStops) => {
          const options = { localStops, kind: 'completion' } as const;
          const chunks = pieces.map((text) => data({ choices: [{ text }] })).join('');
          const atOnce = data({ choices: [{ text: pieces.join('') }] });
          assert.equal(
            textOf(parseText(chunks + stopChunk, options)),
            textOf(parseText(atOnce + stopChunk, options)),
          );
        },
      ),
    );
  });

  it('text that could have become one is given at the end', () => {
    const events = parseText(textChunk('tail <EN') + stopChunk, { localStops: ['<END>'] });
    assert.equal(textOf(events), 'tail <EN');
    assert.deepEqual(events.at(-1), { kind: 'finished', reason: 'stop' });
  });
});

describe('answer: the usage of a chunk', () => {
  const chunk = (content: string, tokens: number): string =>
    data({
      choices: [{ index: 0, delta: { content } }],
      usage: { prompt_tokens: 3, completion_tokens: tokens },
    });

  it('comes after the text it counts, so that a stop in between estimates nothing twice', () => {
    const events = parseText(chunk('Hal', 1) + chunk('lo', 2) + stopChunk);
    assert.deepEqual(kindsOf(events), ['text', 'usage', 'text', 'usage', 'finished']);
  });

  it('is told again after text and calls that were held back until the end: it had counted them', () => {
    const events = parseText(chunk('a <EN', 3) + stopChunk, { localStops: ['<END>'] });
    assert.deepEqual(kindsOf(events), ['text', 'usage', 'text', 'usage', 'finished']);
    const call = data({
      choices: [{ delta: { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] } }],
      usage: { prompt_tokens: 3, completion_tokens: 9 },
    });
    assert.deepEqual(kindsOf(parseText(call + stopChunk)), ['usage', 'toolCall', 'usage', 'finished']);
  });

  it('is told again with the text after which it says the same, and not when it came before the text', () => {
    const same = parseText(chunk('Hal', 1) + chunk('lo', 1) + stopChunk);
    assert.deepEqual(kindsOf(same), ['text', 'usage', 'text', 'usage', 'finished']);
    const early = parseText(chunk('Hal', 1) + textChunk('lo <EN') + stopChunk, { localStops: ['<END>'] });
    assert.deepEqual(kindsOf(early), ['text', 'usage', 'text', 'text', 'finished']);
  });

  it('counts all of an answer that the server ended, though it is of no use', () => {
    const filtered = data({ choices: [{ delta: {}, finish_reason: 'content_filter' }] });
    const ended = [chunk('Hal', 1) + filtered, chunk('', 1) + stopChunk].map((text) =>
      parseText(text).at(-1),
    );
    for (const event of ended) assert.ok(event?.kind === 'failed' && event.failure.ended === true);
    const cut = parseText(chunk('Hal', 1)).at(-1);
    assert.ok(cut?.kind === 'failed' && cut.failure.ended === undefined);
  });

  it('is told also when it stands beside an error', () => {
    const error = data({
      error: { message: 'overloaded' },
      usage: { prompt_tokens: 3, completion_tokens: 7 },
    });
    const events = parseText(textChunk('Hal') + error);
    assert.deepEqual(kindsOf(events), ['text', 'usage', 'failed']);
  });

  it('is told also when a stop string ends the answer within it', () => {
    const events = parseText(chunk('Hal. END of it', 4), { localStops: ['END'] });
    assert.deepEqual(kindsOf(events), ['text', 'usage', 'finished']);
  });
});
