// Our pipeline as a driver: the same object that runs in the editor, behind its `ask` port the fake server or the way there.

import { CompletionPipeline } from '../../src/core/completion/pipeline.ts';
import type { CompletionPorts } from '../../src/core/completion/pipelinePorts.ts';
import type { Economy } from '../../src/core/completion/settings.ts';
import { defaultSettings } from '../../src/core/completion/settings.ts';
import { takeSnapshot } from '../../src/core/completion/snapshot.ts';
import type { ModelFacts } from '../../src/core/models/model.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { CompletionRequest, ModelEvent } from '../../src/core/request/modelRequest.ts';
import { type Driver, type DriverKind, type DriverWorld, type EditorState, uriOf } from './driver.ts';

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

interface OurOptions {
  readonly economy?: Economy;
}

/** Ours, with the model in this process. */
export function ourPipeline(options: OurOptions = {}): DriverKind {
  return {
    name: 'ours',
    create({ clock, server }) {
      let asked = 0;
      return pipelineDriver(
        {
          clock,
          model: () => ({ model: fakeModel, form: 'suffix' }),
          ask(request, signal) {
            asked += 1;
            return { id: `r${asked}`, events: asEvents(server, request, signal) };
          },
        },
        options,
      );
    },
  };
}

/** The pipeline as the editor drives it, without context of other files. */
export function pipelineDriver(
  ports: Pick<CompletionPorts, 'model' | 'ask' | 'onOutcome'> & { readonly clock: Clock },
  { economy = 'balanced' }: OurOptions = {},
): Driver {
  const settings = { ...defaultSettings, enabled: { '*': true }, economy };
  const pipeline = new CompletionPipeline(
    { ...ports, settings: () => settings },
    { context: { tokens: 0, files: 0, characters: 0 } },
  );
  const formats: Formats = new Map();
  return {
    onEdit(state, edits) {
      for (const [from, to, inserted] of edits) {
        pipeline.noteEdit({ uri: uriOf(state), from, removed: to - from, inserted });
      }
      pipeline.anticipate(snapshotOf(formats, state));
    },
    async provide(state, signal) {
      const result = await pipeline.provide(snapshotOf(formats, state), 'automatic', signal);
      return result.kind === 'suggestion' ? result.insertText : null;
    },
    dispose: () => pipeline.dispose(),
  };
}

async function* asEvents(
  server: DriverWorld['server'],
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, void, void> {
  const { prompt, suffix, maxTokens, stop } = request;
  const asked = { left: prompt, promptCharacters: prompt.length + suffix.length, maxTokens, stop };
  let tokens = 0;
  for await (const text of server.answer(asked, signal).tokens) {
    tokens += 1;
    yield { kind: 'text', text };
  }
  if (signal.aborted) yield { kind: 'aborted' };
  else yield { kind: 'finished', reason: tokens >= maxTokens ? 'length' : 'stop' };
}

interface Format {
  readonly eol: '\n' | '\r\n';
  readonly indentUnit: string;
}

/** What an editor knows of its files without reading them again at each key. */
type Formats = Map<string, Format>;

function formatOf(formats: Formats, { file, text }: EditorState): Format {
  const known = formats.get(file);
  if (known !== undefined) return known;
  const format: Format = {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indentUnit: /^\t/m.test(text.slice(0, 20_000)) ? '\t' : '    ',
  };
  // A new file says nothing of its format yet.
  if (text.includes('\n')) formats.set(file, format);
  return format;
}

function snapshotOf(formats: Formats, state: EditorState): ReturnType<typeof takeSnapshot> {
  return takeSnapshot({
    uri: uriOf(state),
    scheme: 'file',
    languageId: state.languageId,
    version: state.version,
    text: state.text,
    offset: state.caret,
    ...formatOf(formats, state),
    selectionCount: 1,
    selectionEmpty: true,
  });
}
