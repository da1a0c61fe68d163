// A pipeline with a model that answers at once, to see the pipeline's own time and nothing else.
import type { CompletionPorts } from '../../src/core/completion/pipelinePorts.ts';
import { type Snapshot, type TextSource, takeSnapshot } from '../../src/core/completion/snapshot.ts';
import type { ModelEvent } from '../../src/core/request/modelRequest.ts';
import { fakeModel } from './ours.ts';
import { RealClock } from './simulatedClock.ts';

export interface InstantWorld {
  readonly ports: Omit<CompletionPorts, 'settings'>;
  asked(): number;
}

/** Ports whose model gives `answer` in one piece, without any wait. */
export function instantModel(answer: string): InstantWorld {
  let asked = 0;
  async function* events(): AsyncGenerator<ModelEvent, void, void> {
    yield { kind: 'text', text: answer };
    yield { kind: 'finished', reason: 'stop' };
  }
  return {
    asked: () => asked,
    ports: {
      clock: new RealClock(),
      model: () => ({ model: fakeModel, form: 'suffix' }),
      ask: () => ({ id: `r${++asked}`, events: events() }),
    },
  };
}

/** The two halves of a long file, the caret between them. */
export function longFile(lines: number): { readonly before: string; readonly after: string } {
  let before = '';
  for (let k = 0; k < lines / 2; k++)
    before += `export function call${k}(value: number): number { return value * ${k}; }\n`;
  return { before, after: `\n${before}` };
}

export function pipelineAt(before: string, after: string): Snapshot {
  // Two pieces, as an editor keeps them: a slice costs what it is long, not what the file is long.
  const text: TextSource = {
    length: before.length + after.length,
    slice: (from, to) =>
      before.slice(from, to) +
      after.slice(Math.max(0, from - before.length), Math.max(0, to - before.length)),
  };
  return takeSnapshot({
    uri: 'file:///long.ts',
    scheme: 'file',
    languageId: 'typescript',
    version: 1,
    text,
    offset: before.length,
    eol: '\n',
    indentUnit: '  ',
    selectionCount: 1,
    selectionEmpty: true,
  });
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** The text as one piece of memory: V8 joins lazily, and the first slice would pay for it. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
