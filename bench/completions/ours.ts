// Our pipeline as a driver: the same object that runs in the editor, with the fake server behind its `ask` port.

import { CompletionPipeline } from '../../src/core/completion/pipeline.ts';
import type { Economy } from '../../src/core/completion/settings.ts';
import { defaultSettings } from '../../src/core/completion/settings.ts';
import { takeSnapshot } from '../../src/core/completion/snapshot.ts';
import type { ModelFacts } from '../../src/core/models/model.ts';
import type { CompletionRequest, ModelEvent } from '../../src/core/request/modelRequest.ts';
import type { DriverKind, EditorState } from './driver.ts';
import type { FakeServer } from './fakeServer.ts';

export const fakeModel: ModelFacts = {
  site: 'custom',
  id: 'fake',
  name: 'fake',
  type: 'chat',
  windowTokens: null,
  maxOutputTokens: null,
  vision: 'no',
  tools: 'no',
  reasoning: 'no',
  thinkingSwitch: 'no',
  reasoningEfforts: [],
  fim: 'yes',
  status: 'listed',
  prices: [],
};

export function ourPipeline(options: { readonly economy?: Economy } = {}): DriverKind {
  return {
    name: 'ours',
    create({ clock, server }) {
      let asked = 0;
      const pipeline = new CompletionPipeline(
        {
          clock,
          settings: () => ({
            ...defaultSettings,
            enabled: { '*': true },
            economy: options.economy ?? 'balanced',
          }),
          model: () => ({ model: fakeModel, form: 'suffix' }),
          ask(request, signal) {
            asked += 1;
            return { id: `r${asked}`, events: asEvents(server, request, signal) };
          },
        },
        { context: { tokens: 0, files: 0 } },
      );
      return {
        onEdit(state, edits) {
          for (const [from, to, inserted] of edits) {
            pipeline.noteEdit({ uri: uriOf(state), from, removed: to - from, inserted });
          }
          pipeline.anticipate(snapshotOf(state));
        },
        async provide(state, signal) {
          const result = await pipeline.provide(snapshotOf(state), 'automatic', signal);
          return result.kind === 'suggestion' ? result.insertText : null;
        },
        dispose: () => pipeline.dispose(),
      };
    },
  };
}

async function* asEvents(
  server: FakeServer,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
  const asked = {
    prompt: request.prompt,
    suffix: request.suffix,
    maxTokens: request.maxTokens,
    stop: request.stop,
  };
  let tokens = 0;
  for await (const text of server.complete(asked, signal)) {
    tokens += 1;
    yield { kind: 'text', text };
  }
  if (signal.aborted) yield { kind: 'aborted' };
  else yield { kind: 'finished', reason: tokens >= request.maxTokens ? 'length' : 'stop' };
}

function uriOf(state: EditorState): string {
  return `file:///repository/${state.file}`;
}

function snapshotOf(state: EditorState): ReturnType<typeof takeSnapshot> {
  return takeSnapshot({
    uri: uriOf(state),
    scheme: 'file',
    languageId: state.languageId,
    version: state.version,
    text: state.text,
    offset: state.caret,
    eol: state.text.includes('\r\n') ? '\r\n' : '\n',
    indentUnit: /^\t/m.test(state.text.slice(0, 20_000)) ? '\t' : '    ',
    selectionCount: 1,
    selectionEmpty: true,
  });
}
