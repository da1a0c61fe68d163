// What a screen reader hears of an answer: finished sentences in batches, code blocks by name, and one word at the end.
import { t } from '../texts.ts';
import { FormulaLines, withSpokenFormulas } from './spokenFormulas.ts';

/** A batch every so often, so that speech is not interrupted by the next piece. */
const batchMs = 2_500;
const keptLines = 12;

const sentenceEnd = /[.!?…](?=\s)|[。！？]|\n/g;

/** A heading, an item, a row: without a stop it would be read as the beginning of what follows. */
const ownLine = /^(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\|)/;

function withStop(words: string): string {
  if (/[\p{P}]$/u.test(words)) return words;
  return words + (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u.test(words) ? '。' : '.');
}

export class Announcer {
  readonly #log: HTMLElement;
  #open = '';
  #inFence = false;
  readonly #formulas = new FormulaLines();
  #ready: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `log` is an element with `role="log"`; lines are appended to it. */
  constructor(log: HTMLElement) {
    this.#log = log;
  }

  /** Markdown that was added to the answer. */
  push(added: string): void {
    this.#open += added;
    let from = 0;
    for (const end of this.#open.matchAll(sentenceEnd)) {
      const stop = end.index + end[0].length;
      this.#sentence(this.#open.slice(from, stop));
      from = stop;
    }
    this.#open = this.#open.slice(from);
    // One endless line must not be searched again with every piece.
    if (this.#open.length > 2_000) {
      this.#sentence(this.#open);
      this.#open = '';
    }
    if (this.#ready.length > 0) this.#timer ??= setTimeout(() => this.#speak(), batchMs);
  }

  /** The answer ended; `last` says how. */
  done(last: string): void {
    this.#sentence(this.#open);
    this.#words(this.#formulas.end());
    this.#open = '';
    this.#inFence = false;
    this.#ready.push(last);
    this.#speak();
  }

  /** Says one thing now. */
  say(line: string): void {
    this.#ready.push(line);
    this.#speak();
  }

  #sentence(markdown: string): void {
    // Nobody listens to a longer sentence, and the patterns below must not meet one.
    const line = markdown.slice(0, 1_000).trim();
    const fence = /^(?:`{3,}|~{3,})/.exec(line)?.[0];
    const info = line.slice(fence?.length ?? 0).trimStart();
    if (fence !== undefined && !info.includes('`')) {
      this.#inFence = !this.#inFence;
      const language = /^\S*/.exec(info)?.[0];
      if (this.#inFence) this.#ready.push(withStop(language ? t('Code: {0}', language) : t('Code')));
      return;
    }
    if (this.#inFence) return;
    this.#words(this.#formulas.read(line) ?? withSpokenFormulas(line));
  }

  #words(line: string): void {
    const isOwn = ownLine.test(line);
    const words = (
      line.startsWith('|')
        ? line
            .slice(1)
            .replace(/\|\s*$/, '')
            .replaceAll('|', ', ')
        : line
    )
      .replace(/!?\[([^[\]]*)\]\([^)\]]*\)/g, '$1')
      .replace(/\[\^[^[\]]*\]:?/g, ' ')
      .replace(/^\s*(?:#{1,6}|[-*+>]|\d+[.)])\s+/, '')
      .replace(/^\[([ xX])\]\s/, (_, mark: string) => `${mark === ' ' ? t('not done') : t('done')}: `)
      .replace(/[*_`~|]+/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/ (?=,)/g, '')
      .trim();
    if (/[\p{L}\p{N}]/u.test(words)) this.#ready.push(isOwn ? withStop(words) : words);
  }

  #speak(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#ready.length === 0) return;
    const line = document.createElement('p');
    line.textContent = this.#ready.join(' ');
    this.#ready = [];
    this.#log.append(line);
    while (this.#log.childElementCount > keptLines) this.#log.firstElementChild?.remove();
  }
}
