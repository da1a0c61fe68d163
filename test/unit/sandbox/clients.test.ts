// Clients that nobody here wrote: the plain `openai` package, and the requests that other SiliconFlow clients send.
import { strict as assert } from 'node:assert';
import OpenAI, { APIError } from 'openai';
import { KEYS } from '../../sandbox/keys.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { at, CHAT_MODEL, CODER_MODEL, dataLines, post, until, withSandbox } from './peer.ts';

function client(sandbox: Sandbox, apiKey: string = KEYS.cn): OpenAI {
  return new OpenAI({ apiKey, baseURL: `${sandbox.url}/v1`, maxRetries: 0 });
}

const HELLO = { model: CHAT_MODEL, messages: [{ role: 'user' as const, content: 'Hello' }], max_tokens: 256 };

describe('the openai package against the sandbox', () => {
  it('lists models, chats whole and in a stream, and sees the usage that is billed', async () => {
    await withSandbox({}, async (sandbox) => {
      const openai = client(sandbox);
      const ids: string[] = [];
      for await (const model of openai.models.list()) ids.push(model.id);
      assert.ok(ids.includes(CHAT_MODEL));

      const whole = await openai.chat.completions.create(HELLO);
      const stream = await openai.chat.completions.create({ ...HELLO, stream: true });
      let text = '';
      let tokens = 0;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        tokens = chunk.usage?.completion_tokens ?? tokens;
      }
      assert.equal(text, whole.choices[0]?.message.content);
      const [, first, second] = sandbox.bill().entries;
      assert.equal(whole.usage?.completion_tokens, first?.completionTokens);
      assert.equal(tokens, second?.completionTokens);
    });
  });

  it('gets typed errors with status, from a coded body as from a bare string', async () => {
    await withSandbox({}, async (sandbox) => {
      const failing = async (openai: OpenAI, model: string): Promise<number | undefined> => {
        try {
          await openai.chat.completions.create({ ...HELLO, model });
        } catch (error) {
          return error instanceof APIError ? error.status : undefined;
        }
        return 200;
      };
      assert.equal(await failing(client(sandbox, KEYS.global), CHAT_MODEL), 401);
      assert.equal(await failing(client(sandbox), 'no/such-model'), 400);
      assert.equal(await failing(client(sandbox), 'sandbox/http-429-tpm'), 429);
    });
  });

  it('frees the socket when it aborts, and the books say so', async () => {
    await withSandbox({ pace: 'life' }, async (sandbox) => {
      const stream = await client(sandbox).chat.completions.create({ ...HELLO, stream: true });
      for await (const _ of stream) {
        stream.controller.abort();
        break;
      }
      await until(() => sandbox.open().requests === 0 && sandbox.open().sockets === 0);
      assert.equal(sandbox.bill().entries[0]?.aborted, true);
    });
  });

  it('calls the completion endpoint', async () => {
    await withSandbox({}, async (sandbox) => {
      const prompt = 'def add(a, b):\n    return ';
      const done = await client(sandbox).completions.create({
        model: CODER_MODEL,
        prompt,
        suffix: '\n',
        max_tokens: 32,
      });
      assert.equal(done.choices[0]?.text, 'a + b');
    });
  });
});

describe('requests of other clients', () => {
  const prompt = 'export function add(a: number, b: number) {\n  return ';
  const bodies: readonly (readonly [string, object])[] = [
    [
      'Continue',
      {
        model: CODER_MODEL,
        prompt,
        suffix: '\n}\n',
        max_tokens: 4096,
        temperature: 0.01,
        top_p: 1,
        frequency_penalty: 0,
        presence_penalty: 0,
        stop: ['<|endoftext|>', '/src/', '\n\n', '```'],
        stream: true,
      },
    ],
    ['minuet-ai', { model: CODER_MODEL, prompt, suffix: '\n}\n', max_tokens: 256, top_p: 0.9, stream: true }],
    ['llm.nvim', { model: CODER_MODEL, prompt, suffix: '\n}\n', max_tokens: 512, stream: true }],
    [
      'a raw template',
      {
        model: CODER_MODEL,
        prompt: `<|fim_prefix|>${prompt}<|fim_suffix|>\n}\n<|fim_middle|>`,
        max_tokens: 64,
        stop: ['<|endoftext|>', '<|fim_pad|>', '<|file_sep|>', '<|im_end|>'],
        stream: true,
      },
    ],
  ];
  for (const [name, body] of bodies) {
    it(`in the form of ${name} are completed in choices[0].text`, async () => {
      await withSandbox({}, async (sandbox) => {
        const reply = await post(sandbox, '/completions', body);
        const text = dataLines(await reply.text())
          .filter((line) => line !== '[DONE]')
          .map((line) => at(JSON.parse(line), 'choices', 0, 'text'));
        assert.equal(text.join(''), 'a + b;');
      });
    });
  }

  it('with Continue’s sixteen stop words are refused, as the platform’s limit is four', async () => {
    await withSandbox({}, async (sandbox) => {
      const stop = Array.from({ length: 16 }, (_, i) => `stop${i}`);
      assert.equal((await post(sandbox, '/completions', { model: CODER_MODEL, prompt, stop })).status, 400);
    });
  });
});
