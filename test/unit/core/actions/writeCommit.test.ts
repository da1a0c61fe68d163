import { strict as assert } from 'node:assert';
import { CommitDraft, type MessageBox } from '../../../../src/core/actions/commitDraft.ts';
import { writeCommit } from '../../../../src/core/actions/writeCommit.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import type { GateEvent } from '../../../../src/core/request/gateEvent.ts';
import { exact } from '../../store/storeFixture.ts';

/** A box as the editor keeps it: what was set comes back later, so that a read may give an earlier text. */
class SlowBox implements MessageBox {
  readonly shown: string[] = [];
  private current: string;
  private echo: string | null = null;

  constructor(value: string) {
    this.current = value;
  }

  get value(): string {
    return this.echo ?? this.current;
  }

  set value(text: string) {
    this.echo = this.current === text ? null : this.current.replace(/\n/g, '\r\n');
    this.current = text;
    this.shown.push(text);
  }

  /** A person types. */
  type(text: string): void {
    this.echo = null;
    this.current = text;
  }

  settled(): string {
    return this.current;
  }
}

const unmask = {
  growing: (raw: string) => raw.replaceAll('SECRET_1_X', 'hunter2').replace(/ ?SEC\w*$/, ''),
  whole: (raw: string) => raw.replaceAll('SECRET_1_X', 'hunter2'),
};

const text = (part: string): GateEvent => ({ kind: 'text', text: part });
const finished: GateEvent = { kind: 'finished', reason: 'stop' };
const failure: Failure = { kind: 'overloaded', detail: '', sent: true };

function clock(stepMs = 100): { monotonicMs(): number } {
  let nowMs = 0;
  return {
    monotonicMs: () => {
      nowMs += stepMs;
      return nowMs;
    },
  };
}

/** Notes whether the stream was left before its end: that is what ends a request. */
async function* streamed(
  events: readonly (GateEvent | (() => void))[],
  left: { early: boolean },
): AsyncGenerator<GateEvent> {
  left.early = true;
  for (const event of events) {
    if (typeof event === 'function') event();
    else yield event;
  }
  left.early = false;
}

async function written(
  before: string,
  events: (box: SlowBox) => readonly (GateEvent | (() => void))[],
  time = clock(),
): Promise<{ readonly end: string; readonly box: SlowBox; readonly early: boolean }> {
  const box = new SlowBox(before);
  const left = { early: false };
  const end = await writeCommit(streamed(events(box), left), new CommitDraft(box), time, undefined, unmask);
  return { end: end.kind, box, early: left.early };
}

describe('writing a commit message', () => {
  it('streams into the box and ends with the whole message', async () => {
    const { end, box } = await written('', () => [text('fix: '), text('round '), text('up\n'), finished]);
    assert.equal(end, 'written');
    assert.deepEqual(box.shown, ['fix:', 'fix: round', 'fix: round up', 'fix: round up']);
  });

  it('shows masked values put back, and never half a placeholder', async () => {
    const { box } = await written('', () => [text('Drop SEC'), text('RET_1_X'), text(' for good'), finished]);
    assert.deepEqual(box.shown, ['Drop', 'Drop hunter2', 'Drop hunter2 for good', 'Drop hunter2 for good']);
  });

  it('does not write faster than a person reads', async () => {
    const many = Array.from({ length: 200 }, (_, i) => text(`w${i} `));
    const { box } = await written('', () => [...many, finished], clock(1));
    assert.ok(box.shown.length < 20, String(box.shown.length));
    assert.match(box.settled(), /^w0 .* w199$/);
  });

  it('puts back what stood there when it is cancelled at any moment', async () => {
    const parts = [text('a '), text('b '), text('c')];
    for (let at = 0; at <= parts.length; at++) {
      const { end, box } = await written('my own words\n\nand more', () => [
        ...parts.slice(0, at),
        { kind: 'aborted' },
      ]);
      assert.equal(end, 'cancelled');
      assert.equal(box.settled(), 'my own words\n\nand more');
    }
  });

  it('keeps the text on a failure, before and after the first words', async () => {
    for (const parts of [[], [text('half a mess')]]) {
      const { end, box } = await written('draft', () => [...parts, { kind: 'failed', failure }]);
      assert.equal(end, 'failed');
      assert.equal(box.settled(), 'draft');
    }
  });

  it('calls an answer without a message a failure, and keeps the text', async () => {
    const { end, box } = await written('draft', () => [text('```\n```'), finished]);
    assert.equal(end, 'failed');
    assert.equal(box.settled(), 'draft');
  });

  it('gives way to a person who types, and ends the request', async () => {
    const { end, box, early } = await written('', (box) => [
      text('fix: '),
      () => box.type('no, my own'),
      text('round up'),
      finished,
    ]);
    assert.equal(end, 'takenOver');
    assert.equal(box.settled(), 'no, my own');
    assert.equal(early, true);
  });

  it('does not undo what a person typed when they cancel', async () => {
    const { box } = await written('before', (box) => [
      text('fix: '),
      () => box.type('mine'),
      { kind: 'aborted' },
    ]);
    assert.equal(box.settled(), 'mine');
  });

  it('reads the gate to its end, so that the books are closed', async () => {
    const { early } = await written('', () => [text('a'), finished, { kind: 'usage', usage: usage() }]);
    assert.equal(early, false);
  });

  it('puts the text back when something throws', async () => {
    const box = new SlowBox('draft');
    const left = { early: false };
    const events = streamed(
      [
        text('a'),
        () => {
          throw new Error('a bug');
        },
      ],
      left,
    );
    await assert.rejects(writeCommit(events, new CommitDraft(box), clock()), /a bug/);
    assert.equal(box.settled(), 'draft');
  });

  it('gets what is added to the whole message once it is whole, and says which receipt it is from', async () => {
    const box = new SlowBox('');
    const booked: GateEvent = { kind: 'booked', receipt: { ...exact('r1', 1n), purpose: 'commit' } };
    const end = await writeCommit(
      streamed([text('Fix '), text('it'), finished, booked], { early: false }),
      new CommitDraft(box),
      clock(),
      (message) => `${message}\n\nAssisted-by: m`,
    );
    assert.deepEqual(end, { kind: 'written', receiptId: 'r1' });
    assert.equal(box.settled(), 'Fix it\n\nAssisted-by: m');
    assert.ok(box.shown.slice(0, -1).every((shown) => !shown.includes('Assisted')));
  });
});

function usage(): Extract<GateEvent, { kind: 'usage' }>['usage'] {
  return { promptTokens: 1, cachedTokens: 0, completionTokens: 1, reasoningTokens: 0 };
}
