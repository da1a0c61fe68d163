// GitHub Copilot's completions (npm's @vscode/chat-lib) without an account, without its experiments, and with the fake server behind every address it asks.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Driver, uriOf } from '../driver.ts';
import { caretOf, type LineAndColumn } from './place.ts';

/** The parts of its shape that are used here. */
interface ChatLib {
  createInlineCompletionsProvider(options: object): {
    getInlineCompletions(
      document: object,
      at: LineAndColumn,
      token: object,
    ): Promise<readonly Item[] | undefined>;
    inlineCompletionShown(id: string): Promise<void>;
  };
}
interface Item {
  readonly insertText: string;
  readonly clientCompletionId: string;
  readonly range: { readonly start: LineAndColumn };
}
interface Inner {
  readonly CopilotTextDocument: {
    create(uri: string, clientLanguage: string, version: number, text: string, language: string): object;
  };
  readonly Response: new (...parts: readonly unknown[]) => object;
  readonly Emitter: new () => { readonly event: unknown };
  readonly Event: { readonly None: unknown };
  readonly CopilotToken: new (info: unknown) => object;
  readonly MutableObservableWorkspace: new () => object;
  createTestExtendedTokenInfo(info: object): unknown;
}

interface FetchOptions {
  readonly method?: string;
  readonly json?: unknown;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

const INNER = [
  'extension/completions-core/vscode-node/lib/src/textDocument',
  'platform/networking/common/fetcherService',
  'util/vs/base/common/event',
  'platform/authentication/common/copilotToken',
  'platform/inlineEdits/common/observableWorkspace',
];

const nothing = async (): Promise<void> => undefined;
const never = (): { dispose(): void } => ({ dispose: () => undefined });
const refused = async (): Promise<never> => {
  throw new Error('there is no account here');
};

export function copilotDriver(folder: string, baseUrl: string): Driver {
  const load = createRequire(join(folder, 'package.json'));
  const lib: ChatLib = load('@vscode/chat-lib');
  const inside = join(folder, 'node_modules/@vscode/chat-lib/dist/src/_internal');
  const inner: Inner = Object.assign({}, ...INNER.map((file) => load(join(inside, `${file}.js`))));
  const open = new Map<string, object>();
  const token = new inner.CopilotToken(inner.createTestExtendedTokenInfo({ token: 'test' }));
  const { None } = inner.Event;
  const provider = lib.createInlineCompletionsProvider({
    fetcher: fetcher(inner, baseUrl),
    authService: {
      isMinimalMode: true,
      anyGitHubSession: undefined,
      permissiveGitHubSession: undefined,
      copilotToken: token,
      getCopilotToken: async () => token,
      getGitHubSession: refused,
      getAdoAccessTokenBase64: nothing,
      resetCopilotToken: never,
      onDidAuthenticationChange: None,
      onDidAccessTokenChange: None,
      onDidAdoAuthenticationChange: None,
      onDidCopilotTokenChange: None,
    },
    documentManager: {
      getTextDocumentsUnsafe: () => [...open.values()],
      findNotebook: () => undefined,
      getWorkspaceFolders: () => [],
      onDidChangeTextDocument: new inner.Emitter().event,
      onDidOpenTextDocument: never,
      onDidCloseTextDocument: never,
      onDidFocusTextDocument: never,
      onDidChangeWorkspaceFolders: never,
    },
    endpointProvider: {
      onDidModelsRefresh: None,
      getAllCompletionModels: async () => [],
      getAllChatEndpoints: async () => [],
      getChatEndpoint: refused,
      getEmbeddingsEndpoint: refused,
    },
    workspace: new inner.MutableObservableWorkspace(),
    contextProviderMatch: async () => 0,
    telemetrySender: { sendTelemetryEvent: () => undefined },
    notificationSender: { showWarningMessage: nothing },
    statusHandler: { didChange: () => undefined },
    logTarget: { logIt: () => undefined },
    urlOpener: { open: nothing },
    isRunningInTest: false,
    editorInfo: { name: 'vscode', version: '1.110.0' },
    editorPluginInfo: { name: 'copilot', version: '1.400.0' },
    relatedPluginInfo: [],
    editorSession: { sessionId: 'replay', machineId: 'replay' },
  });
  return {
    async provide(state, signal) {
      const uri = uriOf(state);
      const document = inner.CopilotTextDocument.create(
        uri,
        state.languageId,
        state.version,
        state.text,
        state.languageId,
      );
      open.set(uri, document);
      const at = caretOf(state);
      const [item] = (await provider.getInlineCompletions(document, at, cancellation(signal))) ?? [];
      if (item === undefined) return null;
      provider.inlineCompletionShown(item.clientCompletionId).catch(() => undefined);
      // Its text replaces a range that begins at the caret or before it on the line.
      const before = item.range.start.line === at.line ? at.character - item.range.start.character : 0;
      return item.insertText.slice(Math.max(0, before));
    },
  };
}

function cancellation(signal: AbortSignal): object {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested: (listener: () => void) => {
      signal.addEventListener('abort', listener);
      return { dispose: () => signal.removeEventListener('abort', listener) };
    },
  };
}

function fetcher(inner: Inner, baseUrl: string): object {
  return {
    getUserAgentLibrary: () => 'replay',
    disconnectAll: nothing,
    makeAbortController: () => new AbortController(),
    isAbortError: (error: unknown) => error instanceof Error && error.name === 'AbortError',
    isInternetDisconnectedError: () => false,
    isFetcherError: () => false,
    isNetworkProcessCrashedError: () => false,
    getUserMessageForFetcherError: String,
    fetchWithPagination: async () => [],
    // Whatever host it asks, only loopback is reached.
    async fetch(url: string, { method = 'GET', json, body, signal }: FetchOptions) {
      const abort = new AbortController();
      if (signal?.aborted === true) abort.abort();
      signal?.addEventListener('abort', () => abort.abort());
      const response = await fetch(baseUrl + new URL(url).pathname, {
        method,
        headers: { 'content-type': 'application/json' },
        body: json === undefined ? (body ?? null) : JSON.stringify(json),
        signal: abort.signal,
      });
      const headers = {
        get: (name: string) => response.headers.get(name),
        [Symbol.iterator]: () => response.headers.entries(),
      };
      return new inner.Response(
        response.status,
        response.statusText,
        headers,
        response.body,
        'node-fetch',
        () => undefined,
        'replay',
        'localhost',
      );
    },
  };
}
