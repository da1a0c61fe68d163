// A person's hands in an editor with ghost text: keys, what is seen in grey, what the status bar menu says.
import type { EditorWindow } from '../editor/editorWindow.ts';
import { menuWords, revert } from './installed.ts';
import { until } from './until.ts';

const ghostText = '[class*="ghost-text"], .suggest-preview-text';

export class GhostHands {
  readonly #window: EditorWindow;

  constructor(window: EditorWindow) {
    this.#window = window;
  }

  type(text: string): Promise<void> {
    return this.#window.page.keyboard.type(text, { delay: 25 });
  }

  /**
   * Pastes a text at the caret and waits until its longest line is seen: the way to a place. Keys that a busy editor gets
   * together close no brackets and indent nothing, single ones do; this says the same either way.
   */
  async put(text: string): Promise<void> {
    const { page } = this.#window;
    const longest = text.split('\n').reduce((longer, line) => (line.length > longer.length ? line : longer));
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.press('ControlOrMeta+V');
    const lines = page.locator('.editor-group-container.active .view-line');
    await until(`the line ${longest}`, async () =>
      (await lines.allInnerTexts()).some((line) => line.replaceAll('\u00a0', ' ').includes(longest)),
    );
  }

  press(key: string): Promise<void> {
    return this.#window.page.keyboard.press(key);
  }

  /** The grey text on screen; '' when there is none. */
  async ghost(): Promise<string> {
    const texts = await this.#window.page.locator(ghostText).allTextContents();
    return texts.join('').replaceAll('\u00a0', ' ');
  }

  async shows(what: string | RegExp, limitMs?: number): Promise<void> {
    await until(
      `the ghost text ${what}`,
      async () => {
        const ghost = await this.ghost();
        return typeof what === 'string' ? ghost === what : what.test(ghost);
      },
      limitMs,
    );
  }

  /** Every grey text that was painted while `act` went on, in order, without repetitions; '' where there was none. */
  async watch(act: () => Promise<unknown>): Promise<readonly string[]> {
    const { page } = this.#window;
    // As text: the tests' types know no DOM.
    const stop = await page.evaluateHandle<() => readonly string[]>(`(() => {
      const seen = [];
      let isOn = true;
      const look = () => {
        const texts = [...document.querySelectorAll(${JSON.stringify(ghostText)})].map((one) => one.textContent);
        const text = texts.join('').replaceAll('\\u00a0', ' ');
        if (text !== seen.at(-1)) seen.push(text);
        if (isOn) requestAnimationFrame(look);
      };
      look();
      return () => {
        isOn = false;
        return seen;
      };
    })()`);
    await act();
    return stop.evaluate((end) => end());
  }

  /** What the menu of the status bar says of ghost text. */
  state(): Promise<string> {
    return menuWords(this.#window, 'Ghost Text…');
  }

  /** Waits for what the menu is to say; `meanwhile` is done before each look. */
  async says(words: RegExp, meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    let said = '';
    await until(`the menu to say ${words}`, async () => {
      await meanwhile();
      said = await this.state();
      return words.test(said);
    }).catch((error: unknown) => {
      throw new Error(`The menu says: ${said}`, { cause: error });
    });
  }

  /** Puts the saved text back, and the caret into a new function of one parameter, where its value is to come. */
  async beginFunction(name: string): Promise<void> {
    await this.#putFunction(`export function ${name}(parcel: Parcel): string {\n  \n}`);
    await this.type('return ');
  }

  /** Puts the saved text back, and opens the body of a new function over many parcels. */
  async beginBlock(name: string): Promise<void> {
    await this.#putFunction(`export function ${name}(parcels: readonly Parcel[]): number {\n}`);
    await this.press('Enter');
  }

  /** At the end of the file, the caret at the end of its last line but one. */
  async #putFunction(text: string): Promise<void> {
    await revert(this.#window);
    await this.put(`\n${text}`);
    await this.press('ArrowUp');
    await this.press('End');
  }

  /** Chooses an entry behind "Ghost Text…" in the menu of the status bar. */
  async choose(entry: string): Promise<void> {
    await this.#window.statusItem('siliconflow').click();
    await this.#window.pick('Ghost Text…');
    await this.#window.pick(entry);
  }
}

/** What the sandbox has for a return of one parcel; which of them depends on what else it was shown. */
export const aParcelValue = /^(zoneOf\(parcel\)|parcel\.\w+|\w+);$/;
