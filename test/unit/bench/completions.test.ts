// The replay that the table of the completions stands on: figures joined by time, curves read between points, and one short session over the wire.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpolated } from '../../../bench/completions/curve.ts';
import type { Billed } from '../../../bench/completions/fakeServer.ts';
import { ourPipeline } from '../../../bench/completions/ours.ts';
import { recording } from '../../../bench/completions/recordings.ts';
import { replay } from '../../../bench/completions/replay.ts';
import { type Call, scoreOf } from '../../../bench/completions/score.ts';
import { type RawStep, type Recording, session, walk } from '../../../bench/completions/session.ts';
import { cancelledInBand, exactOverBill } from '../../../bench/completions/wire/ledgerAndBill.ts';
import { overWire } from '../../../bench/completions/wire/sideBySide.ts';

const counts = { edits: 2, typed: 2, covered: 1, wrong: 0, errors: [] };

function billed(startMs: number, ...tokensMs: number[]): Billed {
  return { id: `b${startMs}`, startMs, promptTokens: 10, tokensMs, outcome: 'done' };
}

function called(
  editMs: number,
  beginMs: number | null,
  endMs: number | null,
  more: Partial<Call> = {},
): Call {
  return { editMs, beginMs, endMs, fitting: false, shown: endMs !== null, ...more };
}

/** A line of code typed key by key, each so long after the one before. */
function typed(text: string, gapMs: number): Recording {
  const steps = [...text].map(
    (key, at): RawStep => ({ file: 'a.ts', timeMs: at * gapMs, edits: [[at, at, key]], caret: at + 1 }),
  );
  return { name: 'a line', initial: new Map([['a.ts', '']]), steps, resets: new Map() };
}

/** A recording as a file has it. */
function recorded(name: string, content: object): Recording {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return recording(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lastText(all: Recording): string {
  let text = '';
  walk(all, (_index, _before, after) => {
    text = after;
  });
  return text;
}

describe('a recording', () => {
  const patches = [[[0, 0, '😀']], [[1, 0, 'ab']], [[1, 1, '']]];
  const trace = (times: readonly string[]): object => ({
    startContent: '',
    endContent: '😀b',
    txns: patches.map((all, at) => ({ time: `2026-01-01T00:00:0${times[at]}Z`, patches: all })),
  });

  it('of characters is one of code units here', () => {
    assert.equal(lastText(recorded('rust.json', trace(['0.000', '1.000', '2.000']))), '😀b');
  });

  it('keeps times that tell more than seconds, and only those', () => {
    const gaps = ({ steps }: Recording): (number | null)[] =>
      steps.map(({ timeMs }) => (timeMs === null ? null : timeMs - (steps[0]?.timeMs ?? 0)));
    assert.deepEqual(gaps(recorded('a.json', trace(['0.100', '0.212', '1.000']))), [0, 112, 900]);
    assert.deepEqual(gaps(recorded('a.json', trace(['0.000', '1.000', '2.000']))), [null, null, null]);
  });

  it('is of the language that its name says', () => {
    const fileOf = (name: string): string | undefined =>
      recorded(name, trace(['0', '1', '2'])).steps[0]?.file;
    assert.equal(fileOf('rustcode.json'), 'rustcode.rs');
    assert.equal(fileOf('sveltecomponent.json'), 'sveltecomponent.svelte');
    assert.equal(fileOf('paper.json'), 'paper.txt');
  });

  it('cut out of a longer one goes without the documents that it never shows', () => {
    const changed = (id: number, time: number, edit: unknown): object => ({
      kind: 'changed',
      id,
      time,
      edit: [edit],
    });
    const log = [
      changed(1, 0, [500, 500, 'x']),
      { kind: 'documentEncountered', id: 2, time: 1, relativePath: 'src\\b.ts' },
      { kind: 'setContent', id: 2, time: 1, content: 'b' },
      changed(2, 2, [1, 1, 'c']),
    ];
    const all = recorded('w.json', { log });
    assert.deepEqual(
      all.steps.map(({ file }) => file),
      ['src/b.ts'],
    );
    assert.equal(lastText(all), 'bc');
  });
});

describe('the replay of completions', () => {
  it('counts an answer as free when no request was sent between the key and the text', () => {
    const log = { ...counts, calls: [called(0, 50, 300), called(400, 450, 451)] };
    const score = scoreOf(log, [billed(60, 200, 290)], 1);
    assert.equal(score.shown, 2);
    assert.equal(score.shownFromMemory, 1);
    assert.deepEqual(score.overheadMs, [300 - 50 - (290 - 60)]);
    assert.equal(score.tokensBilled, 12);
  });

  it('counts a request sent although the text on screen fitted', () => {
    const fitting = { fitting: true, shown: false };
    const log = { ...counts, calls: [called(0, 50, 90, fitting), called(100, null, null, fitting)] };
    assert.equal(scoreOf(log, [billed(60), billed(100), billed(101)], 1).askedWhileFitting, 2);
  });

  it('takes only tokens that were there when the text was shown as the time of the server', () => {
    const score = scoreOf({ ...counts, calls: [called(0, 50, 200)] }, [billed(50, 190, 500)], 1);
    assert.deepEqual(score.overheadMs, [10]);
  });

  it('reads a curve between its points, from the origin, and level after the last', () => {
    const points = [
      { x: 20, y: 0.4 },
      { x: 10, y: 0.3 },
    ];
    assert.deepEqual(
      [0, 5, 10, 15, 20, 40].map((x) => Number(interpolated(points, x).toFixed(6))),
      [0, 0.15, 0.3, 0.35, 0.4, 0.4],
    );
  });

  it('over the wire, in real time, foretells what it does in simulated time, and books what the server charges', async () => {
    const text = "export const greeting = 'hello, whoever you are'; // said at the door, to everyone alike";
    const lines = session(typed(text, 60), { seed: 0 });
    const run = { speed: { ttftMs: 60, tokenMs: 4 }, seed: 9 };
    const simulated = await replay(ourPipeline(), lines, run);
    const wire = await overWire({ policy: 'ours', folder: '', session: lines, ...run });
    assert.deepEqual(wire.errors, []);
    assert.ok(simulated.covered > 0, 'a session that foretells nothing shows nothing');
    assert.ok(Math.abs(wire.covered - simulated.covered) <= 12, `${wire.covered} ≠ ${simulated.covered}`);
    assert.equal(wire.books?.receipts.length, wire.requests);
    assert.equal(exactOverBill(wire), 1);
    assert.equal(cancelledInBand(wire), 1);
  }).timeout(60_000);
});
