// `<sf-markdown>`: shows one growing text. It draws by itself, once per frame; no framework touches what is inside.
import type { TextFeed } from '../chat/textFeed.ts';
import { t } from '../texts.ts';
import { longestText } from './bounds.ts';
import { numberCode, setFolded } from './codeFigure.ts';
import { openedBy } from './fileLinks.ts';
import type { FileReference } from './fileReference.ts';
import { followFootnote } from './footnoteLinks.ts';
import { drawWhole, StreamedMarkdown } from './streamedMarkdown.ts';

/** What is drawn stems from so much of the text, in which a line end may be two characters. */
const longestSource = 2 * longestText;

/** What a person asked for inside an answer; bubbles as `answer-act`. */
export type AnswerAct =
  | {
      readonly act: 'copyCode' | 'insertCode' | 'newFileFromCode' | 'applyCode' | 'putInTerminal';
      readonly block: number;
    }
  | { readonly act: 'openLink'; readonly href: string }
  | { readonly act: 'openFile'; readonly file: FileReference }
  | { readonly act: 'copyAnswer' };

export class MarkdownView extends HTMLElement {
  #feed: TextFeed | undefined;
  #running = false;
  #stop: (() => void) | undefined;
  #stream: StreamedMarkdown | undefined;
  #frame = 0;
  readonly #body = document.createElement('div');
  readonly #note = document.createElement('div');
  /** Code blocks of reasoning have no buttons: their numbers belong to the answer. */
  actions = true;

  constructor() {
    super();
    this.#body.className = 'markdown';
    this.#note.className = 'cut-note';
    this.#note.hidden = true;
    for (const kind of ['click', 'auxclick', 'keydown'] as const)
      this.addEventListener(kind, (event) => this.#used(event));
    this.addEventListener('dragstart', (event) => {
      if (event.target instanceof Element && event.target.closest('.link')) event.preventDefault();
    });
  }

  set feed(feed: TextFeed) {
    if (feed === this.#feed) return;
    this.#feed = feed;
    if (this.isConnected) this.#listen();
  }

  /** True while more text may come. */
  set running(running: boolean) {
    if (running === this.#running) return;
    this.#running = running;
    if (!running && this.#stream) this.#finish();
  }

  connectedCallback(): void {
    if (!this.#body.isConnected) this.append(this.#body, this.#note);
    this.#listen();
  }

  disconnectedCallback(): void {
    this.#stop?.();
    this.#stop = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #listen(): void {
    this.#stop?.();
    this.#stop = this.#feed?.subscribe((added, restart) => this.#take(added, restart));
  }

  #take(added: string, restart: boolean): void {
    if (restart) {
      this.#stream = undefined;
      if (!this.#running) {
        this.#tell(drawWhole(this.#body, added, this.actions));
        if (this.actions) numberCode(this.#body, added.slice(0, longestSource));
        return;
      }
      this.#body.replaceChildren();
    }
    // A text that was drawn whole and now goes on is drawn again from its start, once.
    if (!this.#stream) {
      this.#stream = new StreamedMarkdown(this.#body, this.actions);
      this.#stream.push(restart ? added : (this.#feed?.whole() ?? ''));
    } else this.#stream.push(added);
    // Told within a frame already: a second frame would only show it later.
    if (this.#running) this.#draw(performance.now());
    else this.#finish();
  }

  #draw(nowMs: number): void {
    this.#frame = 0;
    this.#stream?.draw(nowMs);
    this.#tell(this.#stream?.cut ?? false);
    if (this.#stream?.behind) this.#frame = requestAnimationFrame((time) => this.#draw(time));
  }

  #finish(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#stream?.finish();
    if (this.actions && this.#feed) numberCode(this.#body, this.#feed.whole().slice(0, longestSource));
    this.#tell(this.#stream?.cut ?? false);
  }

  /** Says that something is left out, and offers the whole. */
  #tell(cut: boolean): void {
    if (this.#note.hidden === !cut) return;
    this.#note.hidden = !cut;
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'text-button';
    copy.dataset.act = 'copyAnswer';
    copy.textContent = t('Copy Whole Answer');
    this.#note.replaceChildren(t('This text is very long. Only its beginning is shown.'), ' ', copy);
  }

  #used(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLElement>('[role="link"]');
    const button = event.target.closest<HTMLElement>('[data-act]');
    if (event instanceof KeyboardEvent && (!link || (event.key !== 'Enter' && event.key !== ' '))) return;
    if (link) {
      event.preventDefault();
      if (followFootnote(link, this.#body)) return;
      if (event.type === 'auxclick') return;
      const file = openedBy(link);
      this.#act(file ? { act: 'openFile', file } : { act: 'openLink', href: link.dataset.href ?? '' });
    } else if (button && event.type === 'click') this.#press(button);
  }

  #press(button: HTMLElement): void {
    const figure = button.closest<HTMLElement>('figure.code');
    const block = Number(figure?.dataset.block ?? 0);
    switch (button.dataset.act) {
      case 'wrapCode':
        button.setAttribute('aria-pressed', String(figure?.classList.toggle('wrapped') ?? false));
        return;
      case 'foldCode':
        if (figure) setFolded(figure, !figure.classList.contains('folded'));
        // Where a long block was folded away, its beginning is what is left to see.
        if (figure?.classList.contains('folded')) figure.scrollIntoView({ block: 'nearest' });
        return;
      case 'copyAnswer':
        this.#act({ act: 'copyAnswer' });
        return;
      case 'copyCode':
        this.#act({ act: 'copyCode', block });
        this.#thank(button);
        return;
      case 'insertCode':
      case 'newFileFromCode':
      case 'applyCode':
      case 'putInTerminal':
        this.#act({ act: button.dataset.act, block });
        return;
    }
  }

  /** A moment's tick on a copy button. */
  #thank(button: HTMLElement): void {
    button.classList.add('thanked');
    setTimeout(() => button.classList.remove('thanked'), 1_500);
  }

  #act(detail: AnswerAct): void {
    this.dispatchEvent(new CustomEvent<AnswerAct>('answer-act', { detail, bubbles: true }));
  }
}

export function registerMarkdown(): void {
  customElements.define('sf-markdown', MarkdownView);
}

declare global {
  interface HTMLElementEventMap {
    'answer-act': CustomEvent<AnswerAct>;
  }
}
