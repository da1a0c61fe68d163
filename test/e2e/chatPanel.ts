// The chat as a person meets it: what is to be seen in it, and what they do there.
import type { FrameLocator, Locator } from 'playwright-core';
import type { EditorWindow } from '../editor/editorWindow.ts';
import type { BillEntry } from '../sandbox/books.ts';
import type { Sandbox } from '../sandbox/server.ts';
import { until } from './until.ts';

export class ChatPanel {
  readonly window: EditorWindow;
  readonly page: FrameLocator;
  readonly #sandbox: Sandbox;

  /** `page` where another page of ours is in sight as well. */
  constructor(window: EditorWindow, sandbox: Sandbox, page: FrameLocator = window.webview()) {
    this.window = window;
    this.page = page;
    this.#sandbox = sandbox;
  }

  get composer(): Locator {
    return this.page.locator('sf-composer textarea');
  }

  get answers(): Locator {
    return this.page.locator('article.answer');
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  get failure(): Locator {
    return this.page.locator('.failure');
  }

  get banner(): Locator {
    return this.page.locator('header.top ~ div .banner');
  }

  get setupTitle(): Locator {
    return this.page.locator('.setup h2');
  }

  get chips(): Locator {
    return this.page.locator('sf-composer .chips:not(.offered) .chip');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Either the set-up or the composer is there. */
  async whenShown(): Promise<void> {
    await this.page.locator('.setup h2, sf-composer textarea').first().waitFor({ timeout: 60_000 });
  }

  /** From wherever the set-up stands to a chat that takes questions; by position, so that any language will do. */
  async setUp(key: string): Promise<void> {
    const step = this.page.locator('sf-composer textarea, .setup-actions vscode-button').first();
    const primary = this.page.locator('.setup-actions vscode-button').first();
    for (;;) {
      await step.waitFor();
      if (await this.composer.isVisible()) return;
      const title = await this.setupTitle.innerText();
      await primary.click();
      await until('the next step of the set-up', async () => {
        if (await this.window.quickInput.isVisible()) return true;
        if (await this.composer.isVisible()) return true;
        return (await this.setupTitle.innerText()) !== title;
      });
      if (await this.window.quickInput.isVisible()) {
        await this.window.answerInput(key);
        await this.composer.waitFor();
      }
    }
  }

  /** By the command. The palette is a quick input too: a key must not be typed into that. */
  async enterKey(key: string): Promise<void> {
    await this.window.runCommand('SiliconFlow: Set API Key');
    await this.window.quickInput.locator('input[type="password"]').waitFor();
    await this.window.answerInput(key);
    await this.window.quickInput.locator('input[type="password"]').waitFor({ state: 'detached' });
  }

  /** By the command, which a page that is just being rebuilt cannot lose. */
  async newChat(): Promise<void> {
    const session = () => this.page.locator('main[data-session]').getAttribute('data-session');
    const before = await session();
    await this.window.runCommand('SiliconFlow: New Chat');
    // An empty chat looks the same before and after: what is done too early would be done to the old one.
    await until('another chat', async () => (await session()) !== before);
    await until('an empty chat', async () => (await this.answers.count()) === 0);
  }

  /** Types a question and sends it with Enter; resolves when the host has taken it over. */
  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await until('the message to be taken over', async () => (await this.composer.inputValue()) === '');
  }

  /** Sends a question and waits for the end of the answer, whatever it is. */
  async ask(text: string): Promise<Locator> {
    const before = await this.answers.count();
    await this.send(text);
    await until('a new answer', async () => (await this.answers.count()) > before);
    return this.ended();
  }

  /** The text of the last answer, without its reasoning. */
  textOfLast(): Promise<string> {
    return this.lastAnswer.locator('sf-markdown:not(.thoughts)').innerText();
  }

  /** Waits until nothing runs any more and gives the last answer. */
  async ended(): Promise<Locator> {
    await this.lastAnswer.and(this.page.locator('[aria-busy="false"]')).waitFor({ timeout: 60_000 });
    return this.lastAnswer;
  }

  /** Does something that replaces the last answer by a new one, and waits for its end. */
  async replacing(work: () => Promise<void>): Promise<Locator> {
    await this.lastAnswer.evaluate((element) => element.setAttribute('data-old', ''));
    await work();
    await until('the old answer to go', async () => {
      if ((await this.answers.count()) === 0) return false;
      return (await this.lastAnswer.getAttribute('data-old')) === null;
    });
    return this.ended();
  }

  /** Waits until the answer that is coming in holds this text; its reasoning does not count. */
  async streamed(text: string | RegExp): Promise<void> {
    await this.lastAnswer.locator('sf-markdown:not(.thoughts)').filter({ hasText: text }).first().waitFor();
  }

  async pressSendOrStop(): Promise<void> {
    await this.page.locator('sf-composer .send').click();
  }

  /** The chat requests on the sandbox's books, oldest first. */
  billed(): readonly BillEntry[] {
    return this.#sandbox.bill().entries.filter((entry) => entry.kind === 'chat');
  }

  /** Attaches a file as a person does who types its path into the editor's own file dialog. */
  async attach(path: string): Promise<void> {
    await this.page.locator('sf-composer .attach vscode-button').nth(1).click();
    await this.window.choosePath(path);
  }
}
