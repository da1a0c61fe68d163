// What can be attached by an `@`: while one is typed the host is asked what fits, and what is chosen takes the place of the word.
import type { MentionKind, MentionView } from '../../src/protocol/chatMentions.ts';
import { type Bridge, intentId } from '../bridge.ts';
import { t } from '../texts.ts';
import type { TypeAheadRow } from './typeAhead.ts';

/** What stands before the caret when an `@` is being typed. */
const typing = /(?:^|\s)@(\S{0,2000})$/u;

export class MentionTyping {
  readonly #changed: () => void;
  /** What stands after the `@`; null while none is typed. */
  #typed: string | null = null;
  #items: readonly MentionView[] = [];
  #asked = 0;
  /** Where the `@` stands whose list was shut by Esc. */
  #dismissedAt = -1;

  /** `changed` is called when there are other rows. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isOn(): boolean {
    return this.#typed !== null;
  }

  get rows(): readonly TypeAheadRow[] {
    if (!this.isOn) return [];
    const rows = this.#items.map(({ id, kind, label, detail }) => ({
      id,
      label,
      detail,
      group: groupOf(kind),
    }));
    const groups = [...new Set(rows.map(({ group }) => group))];
    return groups.flatMap((group) => rows.filter((row) => row.group === group));
  }

  /** The text or its caret has changed. */
  follow(area: HTMLTextAreaElement, bridge: Bridge): void {
    const at = startIn(area);
    const isMeant = at >= 0 && !area.readOnly && at !== this.#dismissedAt;
    if (!isMeant) {
      if (at < 0) this.#dismissedAt = -1;
      this.shut();
      return;
    }
    const typed = area.value.slice(at + 1, area.selectionStart);
    if (typed === this.#typed) return;
    // The rows of the letters before stay until there are others: the list must not flicker.
    this.#typed = typed;
    this.#asked += 1;
    bridge.send({ type: 'findMentions', asked: this.#asked, typed });
    this.#changed();
  }

  /** The host's answer; one to an earlier question comes too late. */
  show(asked: number, items: readonly MentionView[]): void {
    if (asked !== this.#asked || !this.isOn) return;
    this.#items = items;
    this.#changed();
  }

  /** The chip says it now; only the question to the codebase stays a part of the message. */
  choose(id: string, area: HTMLTextAreaElement, bridge: Bridge): void {
    const item = this.#items.find((one) => one.id === id);
    const at = startIn(area);
    if (!item || at < 0) return;
    const isWord = item.kind === 'codebase';
    area.setRangeText(isWord ? '@codebase ' : '', at, area.selectionStart, 'end');
    this.shut();
    if (!isWord) bridge.send({ type: 'addMention', intentId: intentId(), mentionId: id });
  }

  /** Not for this word, until another is begun. */
  dismiss(area: HTMLTextAreaElement): void {
    this.#dismissedAt = startIn(area);
    this.shut();
  }

  shut(): void {
    if (!this.isOn) return;
    this.#typed = null;
    this.#items = [];
    this.#changed();
  }
}

/** Where the `@` before the caret stands, or -1. */
function startIn({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): number {
  if (selectionStart !== selectionEnd) return -1;
  const found = typing.exec(value.slice(Math.max(0, selectionStart - 2_002), selectionStart));
  return found ? selectionStart - (found[1]?.length ?? 0) - 1 : -1;
}

function groupOf(kind: MentionKind): string {
  switch (kind) {
    case 'file':
    case 'folder':
      return t('Files');
    case 'symbol':
      return t('Symbols');
    case 'page':
      return t('Web');
    default:
      return t('Context');
  }
}
