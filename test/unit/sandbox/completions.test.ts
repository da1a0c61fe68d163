// Completions fit the place, obey the request's limits, and show the real faults of such models on demand.
import { strict as assert } from 'node:assert';
import { at, CODER_MODEL, chatBody, post, withSandbox } from './peer.ts';

async function complete(
  prompt: string,
  suffix: string | undefined,
  more: object = {},
  fault = '',
): Promise<unknown> {
  let json: unknown;
  await withSandbox({ fault }, async (sandbox) => {
    const body = {
      model: CODER_MODEL,
      prompt,
      ...(suffix === undefined ? {} : { suffix }),
      max_tokens: 512,
      ...more,
    };
    json = await (await post(sandbox, '/completions', body)).json();
  });
  return json;
}

async function middle(prompt: string, suffix: string, fault = ''): Promise<string> {
  return String(at(await complete(prompt, suffix, {}, fault), 'choices', 0, 'text'));
}

describe('a completion of the sandbox', () => {
  const places: readonly (readonly [string, string, string, string])[] = [
    ['what a function returns', 'def add(a, b):\n    return ', '\n\nprint(add(1, 2))', 'a + b'],
    [
      'the body of a constructor',
      'class P {\n  constructor(id: string, grams: number) {\n    ',
      '\n  }\n}\n',
      'this.id = id;\n    this.grams = grams;',
    ],
    [
      'a sum over many',
      'def total_weight(rows):\n    ',
      '\n\nprint(row.weight)\n',
      'total = 0\n    for row in rows:\n        total += row.weight\n    return total',
    ],
    [
      'a block and its brace',
      'function isLate(scan: Scan): boolean {',
      '\n\nconst x = 1;\n',
      '\n  return scan !== undefined;\n}',
    ],
    ['no second brace', 'function isLate(scan: Scan): boolean {\n', '\n}\n', '  return scan !== undefined;'],
    [
      'the next entry of a dictionary',
      'type Z = "a1" | "b1" | "c1";\nconst D = {\n  a1: 10,\n  b1: 20,\n',
      '};\n',
      '  c1: 30,',
    ],
    [
      'the arguments of a call',
      'function price(grams, zone) {\n  return 1;\n}\nconst p = price(',
      ')\n',
      'grams, zone',
    ],
    ['the rest of a name', 'const billableGrams = 1;\nconst x = billa', ';\n', 'bleGrams'],
    ['a pattern that repeats', 'app.get("/a", serve);\napp.get(', '\n', '"/a", serve);'],
    ['a comment above a declaration', '// ', '\nfunction cheapestParcel() {\n', 'The cheapest parcel.'],
    ['nothing that stands there already', 'return REM', 'OTE_REGIONS.has(x);\nconst REMOTE_REGIONS = 1;', ''],
  ];
  for (const [what, before, after, expected] of places) {
    it(`writes ${what}`, async () => assert.equal(await middle(before, after), expected));
  }

  it('understands the raw templates of both families', async () => {
    const prompts = [
      '<|fim_prefix|>def add(a, b):\n    return <|fim_suffix|>\n<|fim_middle|>',
      '<｜fim▁begin｜>def add(a, b):\n    return <｜fim▁hole｜>\n<｜fim▁end｜>',
    ];
    for (const prompt of prompts)
      assert.equal(at(await complete(prompt, undefined), 'choices', 0, 'text'), 'a + b');
  });

  it('also comes by the chat endpoint: top-level prefix and suffix, or a hole in the message', async () => {
    await withSandbox({}, async (sandbox) => {
      const ask = async (body: object): Promise<unknown> =>
        at(await (await post(sandbox, '/chat/completions', body)).json(), 'choices', 0, 'message', 'content');
      const base = { stream: false, prefix: 'def add(a, b):\n    return ', suffix: '\n' };
      assert.equal(await ask(chatBody('Complete', base)), 'a + b');
      const hole = 'Fill the hole:\n```python\ndef add(a, b):\n    return <|cursor|>\n```';
      assert.equal(await ask(chatBody(hole, { stream: false })), 'a + b');
    });
  });

  it('obeys stop and max_tokens', async () => {
    const before = 'def total_weight(rows):\n    ';
    const stopped = await complete(before, '\n', { stop: ['\n'] });
    assert.equal(at(stopped, 'choices', 0, 'text'), 'total = 0');
    assert.equal(at(stopped, 'choices', 0, 'finish_reason'), 'stop');
    const cut = await complete(before, '\n', { max_tokens: 2 });
    assert.equal(at(cut, 'choices', 0, 'text'), 'total =');
    assert.equal(at(cut, 'choices', 0, 'finish_reason'), 'length');
    assert.equal(at(cut, 'usage', 'completion_tokens'), 2);
  });

  const faults: readonly (readonly [string, RegExp])[] = [
    ['fim-empty', /^$/],
    ['fim-echo-suffix', /^a \+ b\n\nprint\(add\(1, 2\)\)$/],
    ['fim-fence', /^```python\na \+ b\n```$/],
    ['fim-prose', /^Sure! Here is/],
    ['fim-markers', /<\|fim_middle\|>a \+ b<\|fim_pad\|>/],
    ['fim-repeat', /^(a \+ b\n){39}a \+ b$/],
    ['fim-repeat-above', /^\ndef add\(a, b\):$/],
    ['fim-overlong', /^a \+ b\n\ndef extra_0[\s\S]*extra_19/],
  ];
  for (const [fault, expected] of faults) {
    it(`shows the fault ${fault}`, async () => {
      assert.match(await middle('def add(a, b):\n    return ', '\n\nprint(add(1, 2))', fault), expected);
    });
  }

  it('shows the fault fim-wrong-indent', async () => {
    const text = await middle('def total_weight(rows):\n    ', '\n', 'fim-wrong-indent');
    assert.match(text, /^total = 0\n {8}for row in rows:\n/);
  });

  it('refuses one form after the other, as a probe may meet it', async () => {
    const refused = 'suffix-refused,template-refused,prefix-refused';
    await withSandbox({ fault: refused }, async (sandbox) => {
      const template = '<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>';
      const ask = async (path: string, body: object) => (await post(sandbox, path, body)).status;
      assert.equal(await ask('/completions', { model: CODER_MODEL, prompt: 'a', suffix: 'b' }), 400);
      assert.equal(await ask('/completions', { model: CODER_MODEL, prompt: template }), 400);
      assert.equal(await ask('/chat/completions', chatBody('x', { prefix: 'a', suffix: 'b' })), 400);
      assert.equal(await ask('/chat/completions', chatBody('x')), 200);
    });
  });
});
