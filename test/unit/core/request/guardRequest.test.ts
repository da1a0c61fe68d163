import { strict as assert } from 'node:assert';
import { guardRequest } from '../../../../src/core/outgoing/guardRequest.ts';
import type { SecretMode } from '../../../../src/core/outgoing/outgoing.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import type { ModelRequest } from '../../../../src/core/request/modelRequest.ts';
import { fakeKey } from '../../../sandbox/keys.ts';
import { chat, completion } from '../../siliconflow/fakes.ts';

const secret = (where: string): string => fakeKey('guard', 'request', where);
const places = [
  ...['system', 'user', 'second', 'assistant', 'reasoning', 'arguments', 'tool'],
  ...['description', 'default', 'example'],
];
const everywhere = chat({
  messages: [
    { role: 'system', text: secret('system') },
    {
      role: 'user',
      parts: [
        { kind: 'image', dataUrl: 'data:image/png;base64,AA', detail: 'low' },
        { kind: 'text', text: `one ${secret('user')} two` },
        { kind: 'text', text: secret('second') },
      ],
    },
    { role: 'assistant', text: '' },
    {
      role: 'assistant',
      text: secret('assistant'),
      reasoning: secret('reasoning'),
      toolCalls: [
        { id: 'c1', name: 'read', argumentsText: '{}' },
        { id: 'c2', name: 'run', argumentsText: `{"key":"${secret('arguments')}"}` },
      ],
    },
    { role: 'tool', toolCallId: 'c2', text: secret('tool') },
  ],
  tools: [
    { name: 'read', description: 'reads', parametersSchema: { type: 'object' } },
    {
      name: 'run',
      description: `runs with ${secret('description')}`,
      parametersSchema: {
        properties: { key: { default: secret('default'), examples: [1, null, [secret('example')]] } },
      },
    },
  ],
});

function guarded(request: ModelRequest, mode: SecretMode = 'mask', vault = createVault('ABCDEF12')) {
  return guardRequest(request, { mode, vault });
}

describe('the guard over a whole request', () => {
  it('masks every place a text can stand in, and leaves everything else where it was', () => {
    const vault = createVault('ABCDEF12');
    const result = guarded(everywhere, 'mask', vault);
    assert.ok(result.ok);
    const text = JSON.stringify(result.value.request);
    for (const place of places) assert.ok(!text.includes(secret(place)), place);
    assert.equal(result.value.count, places.length);
    assert.deepEqual(JSON.parse(vault.unmask(text)), JSON.parse(JSON.stringify(everywhere)));
  });

  it('masks prompt and suffix of a completion', () => {
    const result = guarded(completion({ prompt: `a ${secret('user')}`, suffix: `b ${secret('tool')}` }));
    assert.ok(result.ok && result.value.count === 2 && result.value.request.kind === 'completion');
    const { prompt, suffix } = result.value.request;
    assert.ok(prompt.startsWith('a SECRET_') && suffix.startsWith('b SECRET_'));
  });

  it('changes nothing the second time, and hands a clean request on as it is', () => {
    const vault = createVault('ABCDEF12');
    const once = guarded(everywhere, 'mask', vault);
    assert.ok(once.ok);
    const twice = guarded(once.value.request, 'mask', vault);
    assert.ok(twice.ok && twice.value.count === 0);
    assert.equal(twice.value.request, once.value.request);
  });

  it('adds no reasoning and no tool calls where there were none', () => {
    const request = chat({ messages: [{ role: 'assistant', text: secret('assistant') }] });
    const result = guarded(request);
    assert.ok(result.ok && result.value.request.kind === 'chat');
    assert.deepEqual(Object.keys(result.value.request.messages[0] ?? {}), ['role', 'text']);
  });

  it('stops the request in the mode “block”, naming rules and no secrets', () => {
    const result = guarded(everywhere, 'block');
    assert.ok(!result.ok && result.failure.kind === 'blocked' && !result.failure.sent);
    for (const place of places) assert.ok(!result.failure.detail.includes(secret(place)));
    assert.ok(result.failure.detail);
  });
});
