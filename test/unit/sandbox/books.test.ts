// The books against sums worked out by hand, so that they can catch a wrong receipt.
import { strict as assert } from 'node:assert';
import type { BillEntry } from '../../sandbox/books.ts';
import { KEYS } from '../../sandbox/keys.ts';
import { CATALOGUE, findModel, micro } from '../../sandbox/models.ts';
import { beijingHour, costPico, ratesAt } from '../../sandbox/prices.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { at, CHAT_MODEL, CODER_MODEL, chatBody, post, until, withSandbox } from './peer.ts';

function last(sandbox: Sandbox): BillEntry {
  const entry = sandbox.bill().entries.at(-1);
  assert.ok(entry);
  return entry;
}

function rates(site: 'cn' | 'global', id: string, promptTokens: number, at: string): string {
  const model = findModel(site, id);
  assert.ok(model);
  const { inMicro, outMicro, cachedMicro } = ratesAt(model, promptTokens, Date.parse(at));
  return `${inMicro}/${outMicro}/${cachedMicro}`;
}

const DAY = '2026-11-20T04:00:00Z';

describe('the sandbox’s prices', () => {
  it('are exact to six decimals', () => {
    assert.equal(micro('1.50162'), 1_501_620n);
    assert.equal(micro('0.000001'), 1n);
    assert.throws(() => micro('0.0000001'));
    assert.equal(rates('global', 'deepseek-ai/DeepSeek-V4-Pro', 1, DAY), '1501620/3135000/145000');
  });

  it('change with the length of the prompt at the bound itself', () => {
    assert.equal(rates('cn', 'Pro/zai-org/GLM-5.1', 31_999, DAY), '6000000/24000000/1300000');
    assert.equal(rates('cn', 'Pro/zai-org/GLM-5.1', 32_000, DAY), '8000000/28000000/1300000');
  });

  it('of V4-Flash are lower from 02:00 to 08:00 in Beijing', () => {
    assert.equal(beijingHour(Date.parse('2026-11-19T17:59:59Z')), 1);
    const flash = 'deepseek-ai/DeepSeek-V4-Flash';
    assert.equal(rates('cn', flash, 1, '2026-11-19T17:59:59Z'), '3000000/9000000/300000');
    assert.equal(rates('cn', flash, 1, '2026-11-19T18:00:00Z'), '1500000/4500000/150000');
    assert.equal(rates('cn', flash, 1, '2026-11-19T23:59:59Z'), '1500000/4500000/150000');
    assert.equal(rates('cn', flash, 1, '2026-11-20T00:00:00Z'), '3000000/9000000/300000');
    assert.equal(rates('global', flash, 1, '2026-11-19T18:00:00Z'), '130000/280000/28000');
  });

  it('put cached tokens apart, and at the full price where none is published', () => {
    const usage = { promptTokens: 1000, cachedTokens: 640, completionTokens: 10, reasoningTokens: 4 };
    const priced = { inMicro: 4_000_000n, outMicro: 6_000_000n, cachedMicro: 400_000n };
    assert.equal(costPico(usage, priced), 360n * 4_000_000n + 640n * 400_000n + 10n * 6_000_000n);
    assert.equal(costPico(usage, { ...priced, cachedMicro: undefined }), 1000n * 4_000_000n + 60_000_000n);
  });

  it('stand for every listed chat model', () => {
    const chat = CATALOGUE.filter((model) => model.type === 'chat' && model.retiredOn === undefined);
    assert.equal(chat.length, 61 + 57);
    // Free models are free in both directions; everything else costs something in both.
    for (const { id, rates: row } of chat) assert.equal(row.inMicro === 0n, row.outMicro === 0n, id);
  });
});

describe('the sandbox’s books', () => {
  it('bill a chat as worked out by hand', async () => {
    await withSandbox({ now: () => Date.parse(DAY) }, async (sandbox) => {
      const reply = await post(
        sandbox,
        '/chat/completions',
        chatBody('Hello there', { max_tokens: 3, enable_thinking: false }),
      );
      await reply.text();
      // Prompt: 4 for the message, 3 for the reply, 'Hello' and ' there'. Answer: 3. Rates 4 and 6 CNY per million.
      const entry = last(sandbox);
      assert.equal(entry.promptTokens, 9);
      assert.equal(entry.completionTokens, 3);
      assert.equal(entry.costPico, String(9 * 4_000_000 + 3 * 6_000_000));
      assert.deepEqual(sandbox.bill().totals, { CNY: '54000000' });
      assert.equal(entry.at, '2026-11-20T04:00:00.000Z');
      assert.equal(entry.kind, 'chat');
      assert.equal(entry.traceId, reply.headers.get('x-siliconcloud-trace-id'));
      assert.match(entry.key, /^[0-9a-f]{12}$/);
      assert.ok(!JSON.stringify(sandbox.bill()).includes(KEYS.cn));
    });
  });

  it('agree with the usage that the answer tells, reasoning included', async () => {
    await withSandbox({}, async (sandbox) => {
      const reply = await post(sandbox, '/chat/completions', chatBody('Explain', { stream: false }));
      const usage = at(await reply.json(), 'usage');
      const entry = last(sandbox);
      assert.equal(at(usage, 'prompt_tokens'), entry.promptTokens);
      assert.equal(at(usage, 'completion_tokens'), entry.completionTokens);
      assert.equal(at(usage, 'completion_tokens_details', 'reasoning_tokens'), entry.reasoningTokens);
      assert.ok(entry.reasoningTokens > 0 && entry.reasoningTokens < entry.completionTokens);
    });
  });

  it('find a repeated beginning in the cache, in whole blocks, and bill it at the cache price', async () => {
    await withSandbox({}, async (sandbox) => {
      const system = 'word '.repeat(100).trim();
      const ask = async (question: string): Promise<BillEntry> => {
        const messages = [
          { role: 'system', content: system },
          { role: 'user', content: question },
        ];
        await (
          await post(
            sandbox,
            '/chat/completions',
            chatBody('', { messages, max_tokens: 1, enable_thinking: false }),
          )
        ).text();
        return last(sandbox);
      };
      assert.equal((await ask('one')).cachedTokens, 0);
      // 4 + 100 tokens are the same, so one block of 64 is.
      const second = await ask('two');
      assert.equal(second.promptTokens, 4 + 100 + 4 + 1 + 3);
      assert.equal(second.cachedTokens, 64);
      assert.equal(second.costPico, String((112 - 64) * 4_000_000 + 64 * 400_000 + 6_000_000));
    });
  });

  it('bill the whole prompt and only what was said when the client hangs up', async () => {
    await withSandbox({ pace: { ttftMs: 0, tokensPerSecond: 200 } }, async (sandbox) => {
      const stop = new AbortController();
      const reply = await post(sandbox, '/chat/completions', chatBody('Hello'), { signal: stop.signal });
      const reader = reply.body?.getReader();
      while (last(sandbox).completionTokens < 5) await reader?.read();
      stop.abort();
      await until(() => !last(sandbox).running);
      const entry = last(sandbox);
      assert.equal(entry.aborted, true);
      assert.equal(entry.promptTokens, 8);
      assert.ok(entry.completionTokens >= 5 && entry.completionTokens < 60, String(entry.completionTokens));
      assert.equal(sandbox.open().requests, 0);
      await until(() => sandbox.open().sockets === 0);
    });
  });

  it('bill what was made of a whole answer that nobody waited for', async () => {
    await withSandbox({ pace: { ttftMs: 0, tokensPerSecond: 200 } }, async (sandbox) => {
      const stop = new AbortController();
      const asked = post(sandbox, '/chat/completions', chatBody('Hello', { stream: false }), {
        signal: stop.signal,
      });
      await until(() => (sandbox.bill().entries[0]?.completionTokens ?? 0) >= 3);
      stop.abort();
      await assert.rejects(asked, { name: 'AbortError' });
      await until(() => !last(sandbox).running);
      assert.equal(last(sandbox).aborted, true);
      assert.ok(last(sandbox).completionTokens < 60);
    });
  });

  it('cost nothing for a refused request and for a free model', async () => {
    await withSandbox({}, async (sandbox) => {
      await post(sandbox, '/chat/completions', chatBody('x'), {
        headers: { 'x-sandbox-fault': 'http-503-50505' },
      });
      assert.equal(last(sandbox).costPico, '0');
      assert.equal(last(sandbox).status, 503);
      await (await post(sandbox, '/chat/completions', chatBody('x', { model: 'Qwen/Qwen3-8B' }))).text();
      assert.equal(last(sandbox).costPico, '0');
      assert.ok(last(sandbox).completionTokens > 0);
    });
  });

  it('are in dollars on the Global site, and empty after a reset', async () => {
    await withSandbox({ site: 'global' }, async (sandbox) => {
      await (await post(sandbox, '/completions', { model: CODER_MODEL, prompt: 'const a = 1;' })).text();
      assert.equal(last(sandbox).currency, 'USD');
      assert.equal(last(sandbox).kind, 'completion');
      await fetch(`${sandbox.url}/sandbox/reset`, { method: 'POST' });
      assert.deepEqual(sandbox.bill(), { site: 'global', entries: [], totals: { USD: '0' } });
    });
  });

  it('serve a redirected model as its replacement', async () => {
    await withSandbox({}, async (sandbox) => {
      const reply = await post(
        sandbox,
        '/chat/completions',
        chatBody('x', { model: 'deepseek-ai/DeepSeek-V3.2-Exp', stream: false }),
      );
      assert.equal(at(await reply.json(), 'model'), CHAT_MODEL);
      assert.equal(last(sandbox).model, CHAT_MODEL);
    });
  });
});
