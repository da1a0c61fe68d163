// Keys, models, parameters and limits: each refusal in the shape of the platform.
import { strict as assert } from 'node:assert';
import { KEYS } from '../../sandbox/keys.ts';
import { at, CODER_MODEL, chatBody, get, post, withSandbox } from './peer.ts';

async function told(reply: Response): Promise<string> {
  return `${reply.status} ${await reply.text()}`;
}

describe('the sandbox’s keys', () => {
  it('look like the platform’s', () => {
    for (const key of Object.values(KEYS)) assert.match(key, /^sk-[a-z]{48}$/);
    assert.equal(new Set(Object.values(KEYS)).size, Object.values(KEYS).length);
  });

  it('of the other site or of nobody are refused with a bare string', async () => {
    await withSandbox({}, async (sandbox) => {
      for (const key of [KEYS.global, KEYS.unknown, 'sk-short']) {
        assert.equal(await told(await get(sandbox, '/v1/models', key)), '401 "Invalid token"');
      }
    });
  });

  it('without a real name get an empty 403, without money 402 or 403 with code 30001', async () => {
    await withSandbox({}, async (sandbox) => {
      assert.equal(await told(await get(sandbox, '/v1/models?sub_type=chat', KEYS.cnNoRealName)), '403 ');
      assert.equal((await get(sandbox, '/v1/models', KEYS.cnNoBalance)).status, 200);
      const refused = '{"code":30001,"message":"Sorry, your account balance is insufficient","data":null}';
      const ask = (key: string) => post(sandbox, '/chat/completions', chatBody('x'), { key });
      assert.equal(await told(await ask(KEYS.cnNoBalance)), `402 ${refused}`);
      assert.equal(await told(await ask(KEYS.cnNoBalance403)), `403 ${refused}`);
    });
  });

  it('with vouchers only may use no Pro model', async () => {
    await withSandbox({}, async (sandbox) => {
      const ask = (model: string) =>
        post(sandbox, '/chat/completions', chatBody('x', { model }), { key: KEYS.cnVouchersOnly });
      assert.match(await told(await ask('Pro/deepseek-ai/DeepSeek-V3.2')), /^403 .*"code":30011/);
      assert.equal((await ask('deepseek-ai/DeepSeek-V3.2')).status, 200);
    });
  });
});

describe('the sandbox’s small endpoints', () => {
  it('list models by type and sub type, without price or window', async () => {
    await withSandbox({}, async (sandbox) => {
      const list = async (query: string): Promise<unknown[]> => {
        const data = at(await (await get(sandbox, `/v1/models${query}`)).json(), 'data');
        return Array.isArray(data) ? data : [];
      };
      const all = await list('');
      assert.deepEqual(all[0], { id: at(all, 0, 'id'), object: 'model', created: 0, owned_by: '' });
      assert.equal((await list('?sub_type=chat')).length, 61);
      assert.equal((await list('?sub_type=embedding')).length, 8);
      assert.equal((await list('?type=text')).length, 61 + 8 + 6);
      assert.equal((await list('?type=image&sub_type=chat')).length, 0);
    });
  });

  it('answer user/info with 410 on CN and with strings on Global', async () => {
    await withSandbox({}, async (sandbox) => {
      const gone =
        '410 {"code":20092,"message":"This endpoint is deprecated and is no longer available.","data":null}';
      assert.equal(await told(await get(sandbox, '/v1/user/info')), gone);
    });
    await withSandbox({ site: 'global' }, async (sandbox) => {
      const info = await (await get(sandbox, '/v1/user/info')).json();
      assert.equal(at(info, 'code'), 20000);
      assert.equal(at(info, 'data', 'totalBalance'), '89.00');
    });
  });

  it('say 404 page not found on a wrong path', async () => {
    await withSandbox({}, async (sandbox) => {
      assert.equal(await told(await post(sandbox, '/chat/chat/completions', {})), '404 404 page not found');
    });
  });

  it('embed texts so that like is near like, and rerank by it', async () => {
    await withSandbox({}, async (sandbox) => {
      const input = ['parcel tariff price'];
      const reply = await (
        await post(sandbox, '/embeddings', { model: 'Qwen/Qwen3-Embedding-0.6B', input, dimensions: 64 })
      ).json();
      assert.equal(at(reply, 'data', 0, 'embedding', 'length'), 64);
      assert.equal(at(reply, 'usage', 'prompt_tokens'), 3);
      assert.equal(sandbox.bill().totals.CNY, String(3 * 70_000));
      const documents = ['a poem about rain', 'the price of a parcel'];
      const ranked = await (
        await post(sandbox, '/rerank', { model: 'BAAI/bge-reranker-v2-m3', query: 'parcel price', documents })
      ).json();
      assert.equal(at(ranked, 'results', 0, 'index'), 1);
    });
  });
});

describe('the sandbox’s rules', () => {
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['an unknown model', { model: 'deepseek-ai/deepseek-v3.2' }, /^400 .*20012/],
    ['a model retired this year', { model: 'zai-org/GLM-4.6V' }, /^403 .*Model disabled\./],
    ['a model retired long ago', { model: 'zai-org/GLM-4.5' }, /^400 .*20012/],
    [
      'enable_thinking where it cannot be switched',
      { model: CODER_MODEL, enable_thinking: false },
      /^400 .*20015.*enable_thinking/,
    ],
    ['a thinking budget below 128', { thinking_budget: 127 }, /^400 .*20015.*thinking_budget/],
    ['a thinking budget above 32768', { thinking_budget: 32_769 }, /^400 .*20015.*thinking_budget/],
    ['five stop strings', { stop: ['a', 'b', 'c', 'd', 'e'] }, /^400 .*20015.*stop/],
    ['min_p outside Qwen3', { min_p: 0.1 }, /^400 .*20015.*min_p/],
    ['a temperature above 2', { temperature: 2.1 }, /^400 .*20015.*temperature/],
    [
      'an answer over the window',
      { max_tokens: 163_840 },
      /^400 .*max_total_tokens \(163848\).*max_seq_len \(163840\)/,
    ],
    [
      'a prompt over the window',
      { messages: [{ role: 'user', content: 'a '.repeat(170_000) }] },
      /^400 .*prompt_tokens/,
    ],
    [
      'two user messages in a row',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'user', content: 'b' },
        ],
      },
      /after user message, next must be assistant or tool/,
    ],
    [
      'an image for a model that cannot see',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image_url', image_url: { url: 'https://example.invalid/a.png' } }],
          },
        ],
      },
      /VLM/,
    ],
    [
      'tools for a model without',
      { model: 'tencent/Hunyuan-A13B-Instruct', tools: [{ type: 'function', function: { name: 'f' } }] },
      /tools/,
    ],
    [
      'a tool name with a dot',
      { tools: [{ type: 'function', function: { name: 'a.b' } }] },
      /invalid function name/,
    ],
    [
      'tools for V3.1 that thinks',
      { model: 'deepseek-ai/DeepSeek-V3.1-Terminus', tools: [{ type: 'function', function: { name: 'f' } }] },
      /thinking mode/,
    ],
    [
      'null content beside tool calls',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: null, tool_calls: [{}] },
        ],
      },
      /null/,
    ],
    [
      'a tool turn without its reasoning',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: '', tool_calls: [{}] },
          { role: 'tool', content: 'b' },
        ],
      },
      /reasoning_content/,
    ],
  ];
  for (const [what, more, expected] of cases) {
    it(`refuse ${what}`, async () => {
      await withSandbox({}, async (sandbox) => {
        assert.match(await told(await post(sandbox, '/chat/completions', chatBody('x', more))), expected);
        assert.deepEqual(sandbox.bill().totals, { CNY: '0' });
      });
    });
  }

  it('refuse suffix for a model without fill-in-the-middle', async () => {
    await withSandbox({}, async (sandbox) => {
      const body = { model: 'deepseek-ai/DeepSeek-V3.2', prompt: 'a', suffix: 'b' };
      assert.match(await told(await post(sandbox, '/completions', body)), /^400 .*20015.*suffix/);
    });
  });

  it('limit by metric per account and model, and name the metric', async () => {
    let nowMs = 0;
    await withSandbox({ limits: { RPM: 2, TPM: 100 }, now: () => nowMs }, async (sandbox) => {
      const ask = async (text: string, key = KEYS.cn) => {
        const reply = await post(sandbox, '/chat/completions', chatBody(text, { max_tokens: 1 }), { key });
        return `${reply.status} ${(await reply.text()).slice(0, 100)}`;
      };
      assert.match(await ask('a'), /^200/);
      assert.match(await ask('b '.repeat(200)), /^429 .*Details: TPM limit reached\./);
      // The refused request counted too, and the second key is of the same account.
      assert.match(await ask('c', KEYS.cnSecond), /^429 .*Details: RPM limit reached\./);
      nowMs = 60_001;
      assert.match(await ask('d'), /^200/);
    });
  });
});
