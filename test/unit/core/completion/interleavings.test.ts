// Any interleaving of keys, answers, cancels, jumps, accepts and backspaces.
import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Neighbour } from '../../../../src/core/completion/context.ts';
import type { Snapshot } from '../../../../src/core/completion/snapshot.ts';
import type { Suggestion } from '../../../../src/core/completion/suggestion.ts';
import { atOffset } from './place.ts';
import { setUp } from './scriptedModel.ts';

const neighbours = (): readonly Neighbour[] => [
  { path: 'b.ts', languageId: 'typescript', text: 'compute(amount, com);\n', recency: 1 },
];

describe('the completion pipeline under any interleaving', () => {
  it('shows only what fits, settles every call, and keeps two requests open at most, for any interleaving', async () => {
    const action = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('type' as const),
          text: fc.constantFrom('c', 'o', 'm', '(', 'a', ' ', ';', '\n', '{', 'compute'),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('backspace' as const), text: fc.constant('') }) },
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('jump' as const), text: fc.constantFrom('0', '5', '20') }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('accept' as const), text: fc.constant('') }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('next' as const), text: fc.constant('') }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), text: fc.constant('') }) },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('wait' as const),
          text: fc.constantFrom('10', '60', '150', '400'),
        }),
      },
    );
    const answers = fc.array(
      fc.array(
        fc.constantFrom('com', 'pute(', 'a)', ';', '\n', ' {', '}', ')', '    ', 'mo', '```', '<|fim_pad|>'),
        { minLength: 1, maxLength: 6 },
      ),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), answers, async (actions, scripts) => {
        let turn = 0;
        const { clock, model, pipeline } = setUp(() => scripts[turn++ % scripts.length] ?? [], {
          neighbours,
        });
        const uri = 'file:///a.ts';
        let text = 'function f() {\n    \n}\n';
        let caret = 19;
        let call: AbortController | undefined;
        let pending = 0;
        let last: Suggestion | undefined;
        const check = (result: Suggestion): void => {
          assert.deepEqual([result.offset, result.uri], [caret, uri]);
          const { lineRest } = atOffset(text, caret);
          assert.ok(result.replaceRight <= lineRest.length && result.insertText.trim() !== '');
          assert.ok(!/<\|\w+\|>|```/.test(result.insertText));
          last = result;
        };
        const begin = (): { place: Snapshot; signal: AbortSignal } => {
          call?.abort();
          call = new AbortController();
          pending += 1;
          return { place: atOffset(text, caret), signal: call.signal };
        };
        const invoke = (): void => {
          const { place, signal } = begin();
          pipeline.anticipate(place);
          void pipeline.provide(place, 'automatic', signal).then((result) => {
            pending -= 1;
            if (signal.aborted) assert.equal(result.kind, 'none', 'a cancelled call resolved late');
            else if (result.kind === 'suggestion') check(result);
          });
        };
        const next = (): void => {
          const { place, signal } = begin();
          pipeline.prepare(place);
          void pipeline.candidates(place, signal).then((result) => {
            pending -= 1;
            if (signal.aborted) assert.ok('reason' in result, 'a cancelled call resolved late');
            else if (!('reason' in result)) result.forEach(check);
          });
        };
        const edit = (from: number, removed: number, inserted: string): void => {
          text = text.slice(0, from) + inserted + text.slice(from + removed);
          caret = from + inserted.length;
          last = undefined;
          pipeline.noteEdit({ uri, from, removed, inserted });
          invoke();
        };
        for (const step of actions) {
          if (step.do === 'type') edit(caret, 0, step.text);
          else if (step.do === 'backspace' && caret > 0) edit(caret - 1, 1, '');
          else if (step.do === 'next') next();
          else if (step.do === 'cancel') call?.abort();
          else if (step.do === 'jump') {
            caret = Math.min(text.length, Number(step.text));
            last = undefined;
            pipeline.noteCaretMoved();
            invoke();
          } else if (step.do === 'accept' && last !== undefined) {
            const { insertText, replaceRight } = last;
            pipeline.noteAccepted(last);
            edit(caret, replaceRight, insertText);
          } else if (step.do === 'wait') await clock.runUntil(clock.monotonicMs() + Number(step.text));
          assert.ok(model.open <= 2 && pipeline.open <= 2);
        }
        call?.abort();
        await clock.runUntil(clock.monotonicMs() + 5000);
        assert.equal(pending, 0, 'a call hangs');
        pipeline.dispose();
        await clock.runUntil(clock.monotonicMs() + 1000);
        assert.equal(model.open, 0, 'a request is left open');
      }),
      { numRuns: 200 },
    );
  });
});
