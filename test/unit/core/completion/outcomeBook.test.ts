import { strict as assert } from 'node:assert';
import { SimulatedClock } from '../../../../bench/completions/simulatedClock.ts';
import { type CompletionOutcome, outcomeOf, withMore } from '../../../../src/core/completion/outcome.ts';
import { OutcomeBook } from '../../../../src/core/completion/outcomeBook.ts';
import type { Clock } from '../../../../src/core/ports.ts';

const bookInto = (clock: Clock, batches: (readonly CompletionOutcome[])[]): OutcomeBook<CompletionOutcome> =>
  new OutcomeBook(clock, {
    keyOf: ({ requestId }) => requestId,
    together: withMore,
    write: (batch) => batches.push(batch),
  });

describe('the book of outcomes', () => {
  it('hands over one outcome for each request, some seconds after the first became known', async () => {
    const clock = new SimulatedClock();
    const batches: (readonly CompletionOutcome[])[] = [];
    const book = bookInto(clock, batches);
    const a = outcomeOf('a', 'python');
    book.note(a);
    book.note({ ...a, shownLines: 2 });
    book.note(outcomeOf('b', 'go'));
    book.note({ ...a, acceptedLines: 1, acceptedCharacters: 4, acceptedIn: 'file:///a.py' });
    assert.deepEqual(batches, []);
    await clock.runUntil(6_000);
    assert.deepEqual(batches.splice(0), [
      [
        { ...a, shownLines: 2, acceptedLines: 1, acceptedCharacters: 4, acceptedIn: 'file:///a.py' },
        outcomeOf('b', 'go'),
      ],
    ]);
    book.note({ ...a, acceptedWhole: true });
    await clock.runUntil(12_000);
    assert.deepEqual(batches, [[{ ...a, acceptedWhole: true }]]);
  });

  it('hands over at its end what is left, once', async () => {
    const clock = new SimulatedClock();
    const batches: (readonly CompletionOutcome[])[] = [];
    const book = bookInto(clock, batches);
    book.note(outcomeOf('a', 'go'));
    book.dispose();
    await clock.runUntil(20_000);
    assert.deepEqual(batches, [[outcomeOf('a', 'go')]]);
  });
});
