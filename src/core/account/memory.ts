// Small facts that outlive a window and are the same in all windows of the machine: accepted notices, key generations.

export interface Memory {
  get(key: string): string | undefined;
  /** Resolves when it is kept. Rejects when it could not be. `undefined` forgets. */
  set(key: string, value: string | undefined): Promise<void>;
  /** Fires after a change made here or in another window. */
  onDidChange(listener: () => void): { dispose(): void };
}
