// The message box while a message streams into it: shows, gives back what stood there, and never overwrites a person.

/** The box of a repository. */
export interface MessageBox {
  value: string;
}

export class CommitDraft {
  /** What stood in the box at the start. */
  readonly before: string;
  private readonly box: MessageBox;
  /**
   * Everything that was written here. The editor reports a value back some time after it was set, so that a read can give
   * one of our own earlier texts; only a text that is none of them was typed.
   */
  private readonly ours: Set<string>;

  constructor(box: MessageBox) {
    this.box = box;
    this.before = box.value;
    this.ours = new Set([normal(this.before)]);
  }

  /** Whether the person has changed the text since it was last written here; then it is theirs. */
  get isTaken(): boolean {
    return !this.ours.has(normal(this.box.value));
  }

  /** Shows a text; false when the box is no longer ours. */
  show(text: string): boolean {
    if (this.isTaken) return false;
    this.ours.add(normal(text));
    this.box.value = text;
    return true;
  }

  /** Puts back what stood there, unless the person has written something of their own. */
  restore(): void {
    this.show(this.before);
  }
}

/** The box has line ends of its own. */
function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
