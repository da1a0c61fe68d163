import { strict as assert } from 'node:assert';
import type { Turn } from '../../../../src/core/chat/turn.ts';
import { chatMarkdown } from '../../../../src/core/history/chatMarkdown.ts';

const words = {
  say: ({ text }: { readonly text: string }) => text,
  when: () => 'today',
  cost: (turn: Turn) => (turn.role === 'assistant' && turn.cost ? '¥0.01' : null),
};
const answer = (text: string, state: 'done' | 'cut' = 'done'): Turn => ({
  ...{ role: 'assistant', id: 'a', createdMs: 6, model: 'org/m_1', text, reasoning: '', state },
  receiptIds: [],
  notes: [],
});

describe('a conversation as Markdown', () => {
  it('has a heading for each message, what was attached, and what it cost', () => {
    const turns: Turn[] = [
      {
        ...{ role: 'user', id: 'q', createdMs: 5, text: 'Why?' },
        attachments: [
          {
            id: 'f',
            kind: 'selection',
            label: 'a.ts',
            source: 'src/a.ts',
            startLine: 3,
            endLine: 9,
            tokens: 1,
          },
        ],
      },
      {
        ...answer('Because `x`.'),
        role: 'assistant',
        cost: { state: 'exact', currency: 'CNY', pico: '1', lowPico: null, highPico: null },
      } as Turn,
    ];
    assert.equal(
      chatMarkdown({ id: 's', title: 'Why *x*', createdMs: 1, turns }, words),
      '# Why \\*x\\*\n\n*today*\n\n## You\n\n- `src/a.ts:3-9`\n\nWhy?\n\n## Answer · org/m\\_1\n\nBecause `x`.\n\n*¥0.01*\n',
    );
  });

  it('closes a code block that a message left open, so that what follows is not swallowed', () => {
    const text = (one: string): string =>
      chatMarkdown({ id: 's', title: 't', createdMs: 1, turns: [answer(one, 'cut')] }, words);
    assert.ok(text('```ts\nlet a').includes('let a\n```\n\n*The answer was cut off.*'));
    assert.ok(text('~~~~\n```').includes('```\n~~~~\n\n'));
    assert.ok(!text('```\na\n```').includes('```\n```'));
    assert.ok(!text('```a`b').includes('```a`b\n```'));
    const asked: Turn = { role: 'user', id: 'q', createdMs: 5, text: '```js\nlet b', attachments: [] };
    const turns = [asked, answer('Fine.')];
    const whole = chatMarkdown({ id: 's', title: 't', createdMs: 1, turns }, words);
    assert.ok(whole.includes('let b\n```\n\n## Answer'));
  });
});
