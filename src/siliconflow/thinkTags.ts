// Old and fine-tuned models put their reasoning into <think>…</think> at the start of the answer instead of into
// `reasoning_content` (siliconflow-api.md §2.4, quirk 7). This splits the two while streaming.
import { heldBack } from './stopStrings.ts';

export interface SplitText {
  readonly reasoning: string;
  readonly text: string;
}

const open = '<think>';
const close = '</think>';

/** Feed it the text pieces in order, then `end`. Any split of the same text gives the same two texts. */
export class ThinkTagSplitter {
  #state: 'start' | 'inside' | 'gap' | 'text' = 'start';
  #held = '';

  push(piece: string): SplitText {
    this.#held += piece;
    let reasoning = '';
    if (this.#state === 'start') {
      const trimmed = this.#held.trimStart();
      if (trimmed.startsWith(open)) {
        this.#state = 'inside';
        this.#held = trimmed.slice(open.length);
      } else if (open.startsWith(trimmed)) {
        return { reasoning: '', text: '' };
      } else {
        this.#state = 'text';
      }
    }
    if (this.#state === 'inside') {
      const at = this.#held.indexOf(close);
      if (at === -1) {
        const keep = heldBack(this.#held, [close]);
        reasoning = this.#held.slice(0, this.#held.length - keep);
        this.#held = this.#held.slice(this.#held.length - keep);
        return { reasoning, text: '' };
      }
      reasoning = this.#held.slice(0, at);
      this.#held = this.#held.slice(at + close.length);
      this.#state = 'gap';
    }
    if (this.#state === 'gap') {
      // The blank lines that set the answer off from the tag belong to neither.
      this.#held = this.#held.replace(/^[\r\n]+/, '');
      if (this.#held === '') return { reasoning, text: '' };
      this.#state = 'text';
    }
    const text = this.#held;
    this.#held = '';
    return { reasoning, text };
  }

  /** What was held back because it could have become a tag. */
  end(): SplitText {
    const held = this.#held;
    this.#held = '';
    return this.#state === 'inside' ? { reasoning: held, text: '' } : { reasoning: '', text: held };
  }
}
