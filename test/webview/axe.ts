// What axe finds on a page as it stands, one finding a line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ChatPage } from './chatPage.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function axeFindings(chat: ChatPage): Promise<string[]> {
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
