// Codebase search before anybody has asked: nothing of it is loaded, no file is looked at, nothing follows the workspace.
import type { CodebaseSearch, CodebaseStartParts, FoundForChat } from './startCodebase.ts';

export class LateCodebase {
  readonly #parts: CodebaseStartParts;
  #started: Promise<CodebaseSearch> | null = null;

  constructor(parts: CodebaseStartParts) {
    this.#parts = parts;
  }

  async search(question: string): Promise<FoundForChat> {
    this.#started ??= import('./startCodebase.ts').then(({ startCodebase }) => startCodebase(this.#parts));
    return (await this.#started).search(question);
  }

  /** Ends what runs and lets go of the index; the next question begins anew. */
  async forget(): Promise<void> {
    await (await this.#started)?.forget();
  }
}
