// What the page looks like: screenshots for people, and axe's verdict on each theme.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type ChatPage, openChat, themeNames } from './chatPage.ts';
import { answer, file, picture, question, sampleAnswer, selection, state } from './states.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function axeFindings(chat: ChatPage): Promise<string[]> {
  await chat.page.evaluate(axeSource);
  return chat.page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 300)}`),
    );
  });
}

const conversation = state({
  attachments: [file, selection, picture],
  turns: [
    question('t1', 'Why does the parser drop the last line of a file?', { attachments: [file] }),
    answer('t2', sampleAnswer, {
      reasoning: 'The generator yields only complete lines. So the rest is lost.',
      reasoningMs: 12_300,
      reasoningTokens: 210,
      notes: ['Answer limited by today\u2019s budget'],
    }),
  ],
});

describe('the looks of the chat page', () => {
  for (const theme of themeNames) {
    it(`shows a conversation in ${theme} and axe finds nothing`, async () => {
      const chat = await openChat({ theme, width: 420, height: 1500 });
      try {
        await chat.snapshot(conversation);
        await chat.shot(`conversation-${theme}`);
        assert.deepEqual(await axeFindings(chat), []);
      } finally {
        await chat.close();
      }
    });
  }
});
