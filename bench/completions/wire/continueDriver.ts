// Continue's completions (npm's @continuedev/core) with an editor that knows one open file, and its defaults.
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Driver, uriOf } from '../driver.ts';
import { caretOf, type LineAndColumn } from './place.ts';

/** The part of its shape that is used here. */
interface Continue {
  readonly OpenAI: new (options: object) => object;
  readonly CompletionProvider: new (
    config: object,
    ide: object,
    model: () => Promise<object>,
    onError: (error: unknown) => void,
    definitions: () => Promise<readonly object[]>,
  ) => {
    provideInlineCompletionItems(
      input: { readonly filepath: string; readonly pos: LineAndColumn } & Record<string, unknown>,
      signal: AbortSignal,
    ): Promise<{ readonly completion?: string } | undefined>;
  };
}

export function continueDriver(folder: string, baseUrl: string): Driver {
  process.env.CONTINUE_GLOBAL_DIR = mkdtempSync(join(tmpdir(), 'continue-'));
  const { OpenAI, CompletionProvider }: Continue = createRequire(join(folder, 'package.json'))(
    './continue.cjs',
  );
  let open = { uri: '', text: '' };
  const known = {
    readFile: async () => open.text,
    getWorkspaceDirs: async () => ['file:///repository'],
    getIdeInfo: async () => ({ ideType: 'vscode' }),
    getIdeSettings: async () => ({}),
    getClipboardContent: async () => ({ text: '', copiedAt: '' }),
    getDiff: async () => [],
    getOpenFiles: async () => [open.uri],
    getCurrentFile: async () => ({ path: open.uri, contents: open.text, isUntitled: false }),
    fileExists: async () => false,
    getUniqueId: async () => 'replay',
  };
  // Whatever else it asks its editor is answered with nothing.
  const ide = new Proxy<object>(known, {
    get: (target, name) => Reflect.get(target, name) ?? (async () => undefined),
  });
  const model = new OpenAI({ model: 'qwen2.5-coder-7b', apiBase: `${baseUrl}/v1/`, apiKey: 'none' });
  const provider = new CompletionProvider(
    { loadConfig: async () => ({ config: {} }) },
    ide,
    async () => model,
    () => undefined,
    async () => [],
  );
  let asked = 0;
  return {
    async provide(state, signal) {
      open = { uri: uriOf(state), text: state.text };
      asked += 1;
      const answer = await provider.provideInlineCompletionItems(
        {
          completionId: `c${asked}`,
          filepath: open.uri,
          pos: caretOf(state),
          isUntitledFile: false,
          recentlyEditedRanges: [],
          recentlyVisitedRanges: [],
        },
        signal,
      );
      return answer?.completion ?? null;
    },
  };
}
