// What the in-host tests share: the running extension and its restart, the sandbox behind it, a page, a person's answers.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Opened } from '../../../src/extension.ts';
import { settings } from '../../../src/ids.ts';
import type { TestApi } from '../../../src/main.ts';
import type { ChatState, ToPage } from '../../../src/protocol/chat.ts';
import type { ToHost } from '../../../src/protocol/chatIntents.ts';
import type { Bill } from '../../sandbox/books.ts';
import { KEYS } from '../../sandbox/keys.ts';

const found = vscode.extensions.getExtension<TestApi>('code-assistant-community.siliconflow-assistant');
assert.ok(found, 'the extension is not loaded');
export const extension = found;

/** The very module that the editor has loaded. */
const main: {
  activate(context: vscode.ExtensionContext): TestApi | undefined;
  deactivate(): Promise<void>;
} = createRequire(__filename)(join(extension.extensionPath, 'dist/extension.cjs'));

/** The parts of the extension that runs now. */
export async function opened(): Promise<Opened> {
  return (await extension.activate()).opened;
}

export async function context(): Promise<vscode.ExtensionContext> {
  return (await extension.activate()).context;
}

export async function stop(): Promise<void> {
  await opened().catch(() => undefined);
  await main.deactivate();
}

/** Starts the extension again after `stop`; `storage` is another folder for its store. */
export async function start(storage?: string): Promise<Opened> {
  const own = await context();
  main.activate(storage === undefined ? own : withStorage(own, vscode.Uri.file(storage)));
  return opened();
}

function withStorage(own: vscode.ExtensionContext, folder: vscode.Uri): vscode.ExtensionContext {
  return new Proxy(own, {
    get: (target, name) => (name === 'globalStorageUri' ? folder : Reflect.get(target, name)),
  });
}

/**
 * Waits until `condition` gives a value; fails with `what` when a look that began after `withinMs` still found none: a look
 * that is long under way, such as a question and its answer, tells nothing about its end.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = 8_000,
): Promise<NonNullable<T>> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const isOver = performance.now() > endMs;
    const value = await condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (isOver) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await sleep(20);
  }
}

/** The sandbox that stands in for a site, asked over its own endpoints. */
export function sandboxOf(site: 'cn' | 'global') {
  const base = process.env[site === 'cn' ? 'SILICONFLOW_SANDBOX_CN' : 'SILICONFLOW_SANDBOX_GLOBAL'];
  assert.ok(base, 'the suite was started without a sandbox');
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(new URL(`/sandbox/${path}`, base), init);
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.json();
  };
  return {
    host: new URL(base).host,
    bill: async () => (await ask('bill')) as Bill,
    requests: async () =>
      (await ask('requests')) as readonly { readonly url: string; readonly body: string }[],
    open: async () => (await ask('open')) as { readonly sockets: number; readonly requests: number },
    fault: (fault: string) => ask('fault', { fault }),
    reset: () => ask('reset', {}),
  };
}

/** What a person answers while `work` runs. Only the person is played: the boxes cannot be typed into from a host. */
export async function answering<T>(
  answers: Partial<Record<'showInputBox' | 'showQuickPick' | 'showInformationMessage', unknown>>,
  work: () => Thenable<T>,
): Promise<T> {
  const names = Object.keys(answers) as (keyof typeof answers)[];
  const before = names.map((name) => Object.getOwnPropertyDescriptor(vscode.window, name));
  for (const name of names)
    Object.defineProperty(vscode.window, name, {
      configurable: true,
      writable: true,
      value: async () => answers[name],
    });
  try {
    return await work();
  } finally {
    for (const [index, name] of names.entries())
      Object.defineProperty(vscode.window, name, before[index] ?? {});
  }
}

export async function setSetting(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

/** The way to the first question with the CN site, through the extension's own steps. */
export async function setUp(key: string = KEYS.cn): Promise<Opened> {
  const parts = await opened();
  const { setup, actions } = parts.account;
  const isReady = (): boolean => setup.stage === 'ready';
  if (isReady()) return parts;
  await setSetting(settings.site, 'cn');
  await until('the site is known', () => setup.place?.site === 'cn');
  await actions.act('acceptNotice');
  if (!isReady())
    await answering({ showInputBox: key }, () => vscode.commands.executeCommand('siliconflow.setApiKey'));
  await until('the key is taken', isReady);
  return parts;
}

/** A page as the host sees one: it speaks the protocol over the same seam as a webview. */
export class Page {
  readonly messages: ToPage[] = [];
  readonly #listeners = new Set<(message: unknown) => void>();
  readonly #connection: { dispose(): void };
  #intents = 0;

  constructor({ chat }: Opened) {
    assert.ok(chat);
    this.#connection = chat.host.attach({
      post: (message) => void this.messages.push(message),
      onMessage: (listener) => {
        this.#listeners.add(listener);
        return { dispose: () => void this.#listeners.delete(listener) };
      },
    });
    this.say({ type: 'ready' });
  }

  say(intent: ToHost): void {
    for (const listener of this.#listeners) listener(intent);
  }

  /** The whole state, as a page that missed something asks for it. */
  get state(): ChatState {
    this.say({ type: 'resync' });
    const last = this.messages.at(-1);
    assert.equal(last?.type, 'snapshot');
    return last.type === 'snapshot' ? last.state : assert.fail();
  }

  /** Asks and waits for the end of the answer. */
  async ask(text: string): Promise<ChatState['turns'][number]> {
    const before = this.state.turns.length;
    const intentId = `test-${Date.now()}-${this.#intents++}`;
    this.say({ type: 'send', intentId, text });
    return until(`an answer to "${text}"`, () => {
      const { turns, running } = this.state;
      return running === null && turns.length > before ? turns.at(-1) : undefined;
    });
  }

  close(): void {
    this.#connection.dispose();
  }
}

export function inWorkspace(...path: readonly string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, ...path);
}
