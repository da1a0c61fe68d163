// `first-text`: from the first byte of an answer at the server to its text in the page, through the host, in a real VS Code.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameLocator } from 'playwright-core';
import { buildExtension } from '../scripts/buildExtension.ts';
import type { EditorWindow } from '../test/editor/editorWindow.ts';
import { closeSharedBrowser, RealEditor } from '../test/editor/realEditor.ts';
import { KEYS } from '../test/sandbox/keys.ts';
import { atMost, type Measured, median } from './row.ts';

export const id = 'first-text';

const root = join(import.meta.dirname, '..');
const rounds = 40;
/** The first answers load the client and warm up the page. */
const warmUps = 3;
const model = 'deepseek-ai/DeepSeek-V3.2';

/** A server that answers every question with one piece of text, and notes when it wrote the first byte. */
class OneWordServer {
  readonly #server: Server;
  /** `Date.now()` of the first byte, by the word that was sent. */
  readonly writtenMs = new Map<string, number>();
  #count = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      if (request.method === 'GET') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ object: 'list', data: [{ id: model, object: 'model' }] }));
        return;
      }
      request.resume().once('end', async () => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.flushHeaders();
        // The page shows the question and the wait before the answer begins, as with a real model.
        await sleep(150);
        const word = `word${this.#count++}`;
        this.writtenMs.set(word, Date.now());
        response.write(chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: word } }] }));
        await sleep(100);
        response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
        const usage = { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 };
        response.end(`${chunk({ choices: [], usage })}data: [DONE]\n\n`);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No port is free.');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function chunk(part: object): string {
  return `data: ${JSON.stringify({ id: 'bench', object: 'chat.completion.chunk', created: 0, model, ...part })}\n\n`;
}

/** Notes when each word first stands in the document, by the same clock of this machine as the server's. */
const watch = `(() => {
  window.benchSeen = {};
  new MutationObserver(() => {
    const answers = document.querySelectorAll('article.answer');
    for (const word of answers[answers.length - 1]?.textContent.match(/word\\d+/g) ?? [])
      window.benchSeen[word] ??= Date.now();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

async function setUp(window: EditorWindow, chat: FrameLocator): Promise<void> {
  const composer = chat.locator('sf-composer textarea');
  const primary = chat.locator('.setup-actions vscode-button').first();
  await primary.waitFor();
  const title = await chat.locator('.setup h2').textContent();
  await primary.click();
  await chat
    .locator('.setup h2')
    .filter({ hasNotText: title ?? '' })
    .waitFor();
  await primary.click();
  await window.answerInput(KEYS.cn);
  await composer.waitFor();
}

export async function run(): Promise<readonly Measured[]> {
  await buildExtension(root);
  const server = new OneWordServer();
  const baseUrl = await server.listen();
  const folder = mkdtempSync(join(tmpdir(), 'bench-first-text-'));
  const editor = await RealEditor.start({
    extensions: [root],
    settings: { 'siliconflow.site': 'custom', 'siliconflow.customBaseUrl': baseUrl },
    env: {
      SILICONFLOW_API_KEY: undefined,
      SILICONFLOW_CN_API_KEY: undefined,
      SILICONFLOW_OPEN_CHAT: '1',
    },
  });
  try {
    const window = await editor.openWindow({ workspace: folder });
    const chat = window.webview();
    await setUp(window, chat);
    const page = chat.locator('body');
    await page.evaluate(watch);
    const composer = chat.locator('sf-composer textarea');
    for (let round = 0; round < rounds + warmUps; round++) {
      await composer.fill('One word, please.');
      await composer.press('Enter');
      await chat
        .locator('article.answer[aria-busy="false"]')
        .filter({ hasText: `word${round}` })
        .waitFor();
    }
    const seen: unknown = await page.evaluate('window.benchSeen');
    const delays = [...server.writtenMs]
      .slice(warmUps)
      .map(([word, writtenMs]) => Number(Reflect.get(Object(seen), word)) - writtenMs)
      .sort((a, b) => a - b);
    if (delays.length < rounds || delays.some(Number.isNaN)) throw new Error('An answer was not seen.');
    const p95Ms = delays[Math.ceil(delays.length * 0.95) - 1] ?? Number.NaN;
    const beside = `median ${median(delays)} ms, most ${delays.at(-1)} ms, ${rounds} answers`;
    return [{ ...atMost(id, 'first byte at the server to text in the page, p95', p95Ms, 'ms', 50), beside }];
  } finally {
    await editor.stop();
    await closeSharedBrowser();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
