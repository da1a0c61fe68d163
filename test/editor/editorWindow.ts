// One window of a real VS Code, used as a person uses it: keys, clicks, and what is to be seen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { until } from '../e2e/until.ts';

const screenshots = join(import.meta.dirname, '../../test-results/screenshots');

export class EditorWindow {
  readonly page: Page;
  /** Console lines of the window and, through it, of the extension host. */
  readonly console: string[] = [];
  /** Errors that nobody caught in the window. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message));
  }

  /** Resolves when the editor has restored its parts. */
  async whenRestored(): Promise<void> {
    await this.page.waitForFunction(() => performance.getEntriesByName('code/didStartWorkbench').length > 0);
  }

  /**
   * A fresh extension host, the same machine. By the editor's own command: it writes down its open tabs before it goes, which
   * it does every few seconds only when the page is loaded anew behind its back.
   */
  async reload(): Promise<void> {
    const gone = this.page.waitForEvent('framenavigated', (frame) => frame === this.page.mainFrame());
    await Promise.all([gone, this.runCommand('Developer: Reload Window')]);
    await this.whenRestored();
  }

  /**
   * Resolves when the Explorer has the folders of a workspace file. A window that starts slowly may have read that file before
   * it listens to itself, and then shows no folder until it is loaded again.
   */
  async whenFoldersAreThere(): Promise<void> {
    const folder = this.page.locator('.explorer-folders-view .monaco-list-row').first();
    const isThere = () =>
      folder.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      );
    for (let attempt = 0; !(await isThere()); attempt++) {
      if (attempt === 2) throw new Error('The workspace file was opened and no folder came.');
      await this.page.reload();
      await this.whenRestored();
    }
  }

  /** Runs a command by the title the palette shows, with or without its category: `SiliconFlow: New Chat`. */
  async runCommand(title: string): Promise<void> {
    await this.openPalette(title);
    // The palette ranks by its own lights, so the row is chosen by its whole title and not by its place.
    const name = new RegExp(`(^|: )${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    const row = this.quickInput.locator('.monaco-list-row .label-name').filter({ hasText: name }).first();
    // Commands arrive while the extension host starts: the palette is asked again until the command is there.
    for (let attempt = 0; ; attempt++) {
      // The list is drawn anew while commands arrive, so a row may go away between being found and being clicked.
      const trouble: unknown = await row.click({ timeout: 3_000 }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (trouble === undefined) return;
      // A row that does not take a click, below the tooltip of what the mouse rests on for one, takes Enter.
      await this.page.bringToFront();
      await this.page.mouse.move(0, 0);
      const focused = this.quickInput
        .locator('.monaco-list-row.focused .label-name')
        .filter({ hasText: name });
      if (await focused.isVisible()) return this.page.keyboard.press('Enter');
      if (attempt === 9) throw new Error(`The command palette does not run "${title}": ${trouble}`);
      await this.page.keyboard.press('Escape');
      await this.openPalette(title);
    }
  }

  private async openPalette(text: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]').first();
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press('F1');
      // Something that takes the focus just then closes the palette again.
      const isFilled = await input.fill(`>${text}`, { timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (isFilled) return;
      if (attempt === 9) throw new Error('The command palette does not stay open.');
    }
  }

  /** Replaces the whole text of the open editor of this name by paste, and saves it. */
  async replaceEditorText(name: string, text: string): Promise<void> {
    const tab = this.page.locator('.tab').filter({ hasText: name });
    await this.focusEditor(name);
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+V');
    await this.page.locator('.tab.dirty').filter({ hasText: name }).waitFor();
    await this.page.keyboard.press('ControlOrMeta+S');
    await tab.and(this.page.locator(':not(.dirty)')).waitFor();
  }

  /** Puts the caret into the open text editor of this name, at its start. */
  async focusEditor(name: string): Promise<void> {
    // A click into the text can land on the caret or beside it; a click on the tab gives the focus to its text.
    await this.page.locator('.tab').filter({ hasText: name }).click();
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
    await this.page.keyboard.press('ControlOrMeta+Home');
  }

  /** Closes the open editor tab of this name. */
  async closeEditor(name: string): Promise<void> {
    const tab = this.page.locator('.tab').filter({ hasText: name });
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached' });
  }

  /** Closes every editor. */
  async closeAllEditors(): Promise<void> {
    const tab = this.page.locator('.tab').first();
    if (!(await tab.isVisible())) return;
    await this.runCommand('View: Close All Editors');
    await tab.waitFor({ state: 'detached' });
  }

  /** What was copied last. */
  async clipboardText(): Promise<string> {
    return String(await this.page.evaluate('navigator.clipboard.readText()'));
  }

  /** The quick pick or input box that is open. One that is going still has its rows and its box for a while: it is not meant. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible:not(.quick-input-widget-closing)');
  }

  /** The labels of the open quick pick. */
  async pickLabels(): Promise<string[]> {
    const rows = this.quickInput.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor();
    return rows.locator('.label-name').filter({ visible: true }).allTextContents();
  }

  /** Chooses the entry of the open quick pick that shows this text. */
  async pick(label: string): Promise<void> {
    await this.quickInput
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: label })
      .first()
      .click();
  }

  /** Types into the open input box and confirms. */
  async answerInput(text: string): Promise<void> {
    const input = this.quickInput.locator('input').first();
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** Types a path into the editor's own file dialog, to open or to save, and confirms. */
  async choosePath(path: string): Promise<void> {
    const input = this.quickInput.locator('input[type="text"]').first();
    // Once it has read its folder the dialog writes a path of its own into the box, over whatever stands there by then, and
    // takes an earlier Enter for that one. It is through when a path and the folder's entries are there: the list that was
    // open before has entries, too, and the dialog shows the folder's path before it has read it.
    await this.quickInput.waitFor();
    await this.page.waitForFunction(`(() => {
      const box = document.querySelector('.quick-input-widget');
      return /^([/]|\\w:)/.test(box?.querySelector('input[type="text"]')?.value) && box.querySelector('.monaco-list-row') !== null;
    })()`);
    // It takes no Enter while it looks for what was typed; which moment that is nothing on the screen tells.
    let isSent = false;
    await until('the dialog to take the path', async () => {
      if (isSent && (await this.quickInput.isHidden())) return true;
      await input.fill(path, { timeout: 1_000 });
      if ((await input.inputValue({ timeout: 1_000 })) !== path) return false;
      await input.press('Enter', { timeout: 1_000 });
      isSent = true;
      return this.quickInput.waitFor({ state: 'hidden', timeout: 1_500 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** The document inside the visible webview of a view or editor whose title or id contains `name`. */
  webview(name?: string): FrameLocator {
    const outer = name === undefined ? 'iframe.webview' : `iframe.webview[src*="${name}"]`;
    return this.page.frameLocator(`${outer} >> visible=true`).frameLocator('iframe#active-frame');
  }

  /** The status bar item of an extension: its id is `publisher.name` followed by the item's own. */
  statusItem(id: string): Locator {
    return this.page.locator(`.statusbar-item[id*="${id}"]`);
  }

  /** A button in the title of a view in the side bar, by its command's title. */
  titleAction(title: string): Locator {
    return this.page
      .locator('.part.sidebar .title-actions .action-label')
      .and(this.page.getByRole('button', { name: title }));
  }

  /** What the status bar says, item by item. */
  async statusTexts(): Promise<string[]> {
    const texts = await this.page.locator('.statusbar-item').allInnerTexts();
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  }

  /** The messages at the lower right and their buttons. */
  get notifications(): Locator {
    return this.page.locator('.notification-list-item:visible');
  }

  /** The modal dialog that is open. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Waits until ghost text shows in the active editor and returns it. */
  async ghostText(): Promise<string> {
    const ghost = this.page.locator('[class*="ghost-text"]');
    await ghost.first().waitFor();
    return (await ghost.allTextContents()).join('');
  }

  /** Saves a picture as test-results/screenshots/NAME.png and returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(screenshots, { recursive: true });
    const path = join(screenshots, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
