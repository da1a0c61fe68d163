// The sandbox's answers are about what is really in the prompt, and the same to the same request.
import { strict as assert } from 'node:assert';
import { labelPng } from '../../e2e/makeDemoImage.ts';
import { declarations, partText } from '../../sandbox/answers/code.ts';
import { imageFacts } from '../../sandbox/answers/images.ts';
import { fillMiddle } from '../../sandbox/fim/middle.ts';
import { readPlace } from '../../sandbox/fim/place.ts';
import { at, chatBody, post, withSandbox } from './peer.ts';

const TARIFF = `src/tariff.ts
\`\`\`ts
export function priceCents(grams: number, zone: Zone): number {
  if (grams > MAX_GRAMS) {
    throw new RangeError('too heavy');
  }
  const steps = Math.ceil(grams / 500);
  return 450 + steps * STEP_CENTS[zone];
}
\`\`\``;

async function answer(text: string, more: object = {}): Promise<unknown> {
  let message: unknown;
  await withSandbox({}, async (sandbox) => {
    const body = chatBody(text, { stream: false, max_tokens: 8192, ...more });
    const json: unknown = await (await post(sandbox, '/chat/completions', body)).json();
    message = at(json, 'choices', 0, 'message');
    assert.ok(message !== undefined, JSON.stringify(json));
  });
  return message;
}

async function said(text: string, more: object = {}): Promise<string> {
  return String(at(await answer(text, more), 'content'));
}

describe('an answer of the sandbox', () => {
  it('explains the attached code by its own names and lines', async () => {
    const text = await said(`Explain this.\n\n${TARIFF}`);
    for (const part of [
      '`priceCents`',
      '`grams`',
      '`zone`',
      'src/tariff.ts',
      'Math.ceil(grams / 500)',
      '| Name |',
    ]) {
      assert.ok(text.includes(part), part);
    }
    assert.match(text, /```typescript\nconst result = priceCents\(grams, zone\)/);
  });

  it('is the same to the same request, and Chinese to a Chinese question', async () => {
    const question = `请解释这段代码\n\n${TARIFF}`;
    const first = await said(question);
    assert.equal(first, await said(question));
    assert.match(first, /逐行说明/);
    assert.ok(first.includes('`priceCents`'));
  });

  it('reasons about the code where the model reasons and thinking is on', async () => {
    const thought = at(await answer(`Explain this.\n\n${TARIFF}`), 'reasoning_content');
    assert.match(String(thought), /priceCents/);
    assert.equal(at(await answer(TARIFF, { enable_thinking: false }), 'reasoning_content'), undefined);
    assert.equal(
      at(await answer(TARIFF, { model: 'deepseek-ai/DeepSeek-V3' }), 'reasoning_content'),
      undefined,
    );
  });

  it('keeps the chain of thought within its budget, which max_tokens does not count', async () => {
    await withSandbox({}, async (sandbox) => {
      const body = chatBody(`Explain this.\n\n${TARIFF}`, {
        stream: false,
        max_tokens: 5,
        thinking_budget: 128,
      });
      const long = {
        ...body,
        messages: [{ role: 'user', content: `Explain ${'very '.repeat(60)}\n${TARIFF}` }],
      };
      const json: unknown = await (await post(sandbox, '/chat/completions', long)).json();
      const reasoning = Number(at(json, 'usage', 'completion_tokens_details', 'reasoning_tokens'));
      assert.ok(reasoning > 0 && reasoning <= 128);
      assert.equal(at(json, 'usage', 'completion_tokens'), reasoning + 5);
      assert.equal(at(json, 'choices', 0, 'finish_reason'), 'length');
    });
  });

  it('stops before a stop string', async () => {
    const text = await said(`Explain this.\n\n${TARIFF}`, { stop: ['| Name'] });
    assert.ok(text.length > 0 && !text.includes('| Name'));
  });

  it('rewrites code for the tasks that want code, in its language', async () => {
    assert.match(
      await said(`Improve this code.\n\n${TARIFF}`),
      /```typescript src\/tariff\.ts\n[\s\S]*throw new TypeError\('grams is required'\)/,
    );
    assert.match(
      await said(`Generate documentation.\n\n${TARIFF}`),
      /\/\*\*\n \* Price cents\.\n \* @param grams/,
    );
    assert.match(
      await said(`Write unit tests for this.\n\n${TARIFF}`),
      /import \{ priceCents \} from '\.\/tariff\.ts'/,
    );
    const python = '```python\ndef total(rows):\n    return sum(rows)\n```';
    assert.match(
      await said(`Add docstrings, answer with only the code.\n\n${python}`),
      /^```python\ndef total\(rows\):\n {4}"""Total\.\n/,
    );
  });

  it('repairs the type error that the message names', async () => {
    const code = '```ts\nconst hours: number = (a / b).toFixed(1);\n```';
    const text = await said(`Fix: Type 'string' is not assignable to type 'number'. (line 1)\n\n${code}`);
    assert.match(text, /const hours: number = Number\(\(a \/ b\)\.toFixed\(1\)\);/);
  });

  it('writes a commit message from the files of a diff', async () => {
    const diff = [
      'diff --git a/src/tariff.ts b/src/tariff.ts',
      '--- a/src/tariff.ts',
      '+++ b/src/tariff.ts',
      '@@ -1,2 +1,4 @@',
      ' const a = 1;',
      '+export function surcharge(grams: number): number {',
      '+  return grams > 5000 ? 100 : 0;',
      '+}',
    ].join('\n');
    const text = await said(`Write a commit message for this diff:\n\`\`\`diff\n${diff}\n\`\`\``);
    assert.equal(text, 'Add surcharge to tariff\n\n- src/tariff.ts: +3 -0');
  });

  it('tells the type and size of images, which cost tokens', async () => {
    const url = `data:image/png;base64,${labelPng().toString('base64')}`;
    assert.deepEqual(imageFacts(url), { mediaType: 'image/png', width: 96, height: 64 });
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url } },
    ];
    await withSandbox({}, async (sandbox) => {
      const body = chatBody('', {
        model: 'zai-org/GLM-4.5V',
        stream: false,
        messages: [{ role: 'user', content }],
      });
      const json: unknown = await (await post(sandbox, '/chat/completions', body)).json();
      assert.match(
        String(at(json, 'choices', 0, 'message', 'content')),
        /one image:\n\n1\. `image\/png`, 96 × 64 pixels/,
      );
      // 4 + 3 around it, 4 × 3 patches, and 'What', ' is', ' this', '?'.
      assert.equal(at(json, 'usage', 'prompt_tokens'), 7 + 12 + 4);
    });
  });

  it('reads the size of a JPEG from its frame header', () => {
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108002a0064030122', 'hex');
    const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
    assert.deepEqual(imageFacts(url), { mediaType: 'image/jpeg', width: 100, height: 42 });
  });

  it('calls a tool that the question speaks of, with arguments by its schema', async () => {
    const parameters = {
      type: 'object',
      properties: { path: { type: 'string' }, lines: { type: 'integer' } },
      required: ['path'],
    };
    const tools = [
      { type: 'function', function: { name: 'read_file', description: 'Reads a file', parameters } },
    ];
    const message = await answer('Please read the file src/desk.ts', { tools });
    assert.equal(at(message, 'tool_calls', 0, 'function', 'name'), 'read_file');
    assert.equal(at(message, 'tool_calls', 0, 'function', 'arguments'), '{"path":"src/desk.ts"}');
  });

  it('gives JSON by the schema where JSON is asked for', async () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    };
    const text = await said('Name it "Parcels"', {
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    });
    assert.deepEqual(JSON.parse(text), { title: 'Parcels', tags: ['Parcels'] });
  });

  it('knows the demo workspace when no code is attached', async () => {
    assert.match(await said('Hello, translate this related word later'), /^Hello!/);
    assert.match(await said('How does billableGrams work?'), /`billableGrams`[\s\S]*volumeCm3/);
  });
});

describe('code in a prompt', () => {
  it('is found in fences of any length and in file elements, with its path and language', () => {
    const text =
      '````ts\n```\ninner\n```\n````\nFile: tools/report.py\n```\nx = 1\n```\n<file path="a/b.rs">\nfn main() {}\n</file>';
    assert.deepEqual(
      partText(text).blocks.map(({ language, path }) => [language, path]),
      [
        ['typescript', undefined],
        ['python', 'tools/report.py'],
        ['rust', 'a/b.rs'],
      ],
    );
  });

  it('is found between marks that carry a boundary and the source of what they quote', () => {
    const { blocks, words } = partText(
      '<data-4f1 source="src/tariff.ts:3-9">\nconst STEP = 500;\n</data-4f1>\n\nExplain this.',
    );
    assert.deepEqual(blocks, [{ language: 'typescript', path: 'src/tariff.ts', text: 'const STEP = 500;' }]);
    assert.equal(words, 'Explain this.');
  });

  it('is found in time also in hostile text', () => {
    const startedMs = performance.now();
    for (const text of [
      '`'.repeat(100_000),
      '\n'.repeat(100_000),
      '<file '.repeat(20_000),
      '```\n'.repeat(5000),
    ]) {
      partText(text);
      fillMiddle(readPlace(text, text));
    }
    assert.ok(performance.now() - startedMs < 5000);
  }).timeout(60_000);

  it('is read for what it declares, in several languages', () => {
    const named = (code: string): string =>
      declarations(code)
        .map((each) => `${each.kind} ${each.name}(${each.params})`)
        .join('; ');
    assert.equal(named('export const f = async (a: Map<string, X>, ...b: Y[]) => {\n};'), 'function f(a,b)');
    assert.equal(
      named('class Desk {\n  accept(record: R, atMs: number): void {\n  }\n}'),
      'class Desk(); method accept(record,atMs)',
    );
    assert.equal(
      named('class Row:\n    def price(self, rate: int = 2):\n        pass\n'),
      'class Row(); method price(rate)',
    );
    assert.equal(named('pub fn run(mut a: u8, b: &str) -> u8 {\n}'), 'function run(a,b)');
    assert.equal(named('func (d *Desk) Accept(id string, n int) error {\n}'), 'function Accept(id,n)');
  });
});
