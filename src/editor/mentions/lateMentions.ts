// Mentions before the first `@`: only what commands print is noted from the start, nothing else is loaded.
import type * as vscode from 'vscode';
import type { MentionView } from '../../protocol/chatMentions.ts';
import type { Attached } from '../chat/attach.ts';
import type { Mentions, MentionsParts } from './mentions.ts';

export class LateMentions implements vscode.Disposable {
  readonly #parts: MentionsParts;
  #started: Promise<Mentions> | null = null;

  constructor(parts: MentionsParts) {
    this.#parts = parts;
  }

  async find(typed: string, tell: (items: MentionView[]) => void): Promise<void> {
    this.#started ??= import('./mentions.ts').then(({ Mentions }) => new Mentions(this.#parts));
    await (await this.#started).find(typed, tell);
  }

  async attach(id: string): Promise<readonly Attached[]> {
    return (await this.#started)?.attach(id) ?? [];
  }

  dispose(): void {
    void this.#started?.then((started) => started.dispose());
  }
}
