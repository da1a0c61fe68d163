// A request taken apart: by kind, by quote, at its placeholders; and as a command that a shell sends on unchanged.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { maskedRuns } from '../../../../src/core/outgoing/maskedRuns.ts';
import { quoteData, quotingRule } from '../../../../src/core/outgoing/quote.ts';
import { announcedBoundary, quotedParts } from '../../../../src/core/outgoing/quoted.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import { asCurl } from '../../../../src/core/request/asCurl.ts';
import { piecesOfBody } from '../../../../src/core/request/piecesOfBody.ts';
import { wireMessages } from '../../../../src/siliconflow/wireMessages.ts';

const boundary = 'r41';

describe('the pieces of a request', () => {
  it('are read from its very body: instructions, what was said, each attachment, the question', () => {
    const quoted = quoteData('src/a.ts:1-2', 'let a;', boundary);
    const messages = wireMessages([
      { role: 'system', text: `Be good.\n\n${quotingRule(boundary)}` },
      { role: 'user', parts: [{ kind: 'text', text: 'First?' }] },
      { role: 'assistant', text: 'Yes.' },
      {
        role: 'user',
        parts: [
          { kind: 'image', dataUrl: 'data:image/png;base64,AA', detail: 'high' },
          { kind: 'text', text: `${quoted}\n\n${quoteData('b.md', 'x\n', boundary)}\n\nWhy?` },
        ],
      },
    ]);
    const pieces = piecesOfBody(JSON.stringify({ model: 'm', messages }));
    assert.deepEqual(pieces.map(({ kind, source, text }) => [kind, source, text]).slice(1), [
      ['question', undefined, 'First?'],
      ['answer', undefined, 'Yes.'],
      ['attachment', undefined, ''],
      ['attachment', 'src/a.ts:1-2', 'let a;\n'],
      ['attachment', 'b.md', 'x\n'],
      ['words', undefined, 'Why?'],
    ]);
    assert.equal(pieces[3]?.images.length, 1);
  });

  it('of a completion are the texts on both sides of the cursor', () => {
    const pieces = piecesOfBody('{"prompt":"a = ","suffix":"\\n","max_tokens":3}');
    assert.deepEqual(
      pieces.map(({ kind, text }) => [kind, text]),
      [
        ['before', 'a = '],
        ['after', '\n'],
      ],
    );
    assert.deepEqual(piecesOfBody('{"messages":3}'), []);
    assert.deepEqual(piecesOfBody('<html>'), []);
  });

  it('are not forged by a quoted text that holds marks of another boundary', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (inside, words) => {
        const text = `</data-other>\n<data-x source="y">\n${inside.replaceAll(boundary, '')}`;
        const whole = `${quoteData('f', text, boundary)}\n\n${words.replaceAll(boundary, '')}?`;
        const [quote, rest, ...more] = quotedParts(whole, announcedBoundary(quotingRule(boundary)) ?? '');
        assert.deepEqual(quote, {
          kind: 'quote',
          source: 'f',
          text: text.endsWith('\n') ? text : `${text}\n`,
        });
        assert.equal(rest?.kind, 'words');
        assert.equal(more.length, 0);
      }),
    );
  });
});

describe('the runs of a masked text', () => {
  it('are the whole text, and mark every placeholder that was handed out and nothing else', () => {
    const vault = createVault('K7Q2ZD');
    const known = ['one value', 'another', 'third'].map((value) =>
      vault.placeholderFor('github-token', value),
    );
    const part = fc.oneof(
      fc.constantFrom(...known),
      fc.string(),
      fc.constantFrom('SECRET_', 'SECRET_X_1_K7Q2ZD', '_K7Q2ZD'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        const runs = maskedRuns(text, (word) => vault.behind(word) !== undefined);
        assert.equal(runs.map((run) => (run.kind === 'text' ? run.text : run.placeholder)).join(''), text);
        for (const run of runs)
          if (run.kind === 'text') assert.equal(vault.unmask(run.text), run.text, 'no placeholder is missed');
          else assert.ok(vault.behind(run.placeholder));
      }),
    );
  });
});

describe('a request as a command for curl', () => {
  it('gives a shell the exact body and headers, and the key by the name of a variable', function () {
    this.timeout(60_000);
    const head = {
      method: 'POST',
      url: 'https://h/v1/x',
      headers: { accept: 'text/event-stream', 'user-agent': "it's" },
    } as const;
    const text = fc.string({ unit: 'binary' }).map((one) => one.replace(/[\0\ud800-\udfff]/g, ''));
    fc.assert(
      fc.property(text, (body) => {
        const script = `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; }\n${asCurl(head, body, 'SOME_KEY')}`;
        const env = { ...process.env, SOME_KEY: 'from the environment' };
        const given = execFileSync('sh', ['-c', script], { env }).toString().split('\0');
        assert.equal(given[given.indexOf('--data-raw') + 1], body);
        assert.ok(given.includes('authorization: Bearer from the environment'));
        assert.ok(given.includes("user-agent: it's"));
      }),
      { numRuns: 40 },
    );
  });
});
