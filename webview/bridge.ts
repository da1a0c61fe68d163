// The only door to the host. Everything else in the page gets a Bridge, so that tests can script one.
import type { ToHost } from '../src/protocol/chatIntents.ts';

/** `Intent` is what this page may send. */
export interface Bridge<Intent = ToHost> {
  send(intent: Intent): void;
  /** Raw messages of the host, not yet parsed. Returns the way to stop listening. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** What `save` kept when the page was last destroyed. */
  load(): unknown;
  save(state: unknown): void;
}

export function editorBridge<Intent = ToHost>(): Bridge<Intent> {
  const editor = acquireVsCodeApi<unknown>();
  return {
    send: (intent) => editor.postMessage(intent),
    onMessage(listener) {
      const heard = (event: MessageEvent<unknown>): void => listener(event.data);
      window.addEventListener('message', heard);
      return () => window.removeEventListener('message', heard);
    },
    load: () => editor.getState(),
    save: (state) => {
      editor.setState(state);
    },
  };
}

/** An id for an intent: the host ignores one it has seen. */
export function intentId(): string {
  return crypto.randomUUID();
}
