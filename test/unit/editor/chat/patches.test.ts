import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import * as v from 'valibot';
import { patchOps } from '../../../../src/editor/chat/patches.ts';
import { type ChatState, type PatchOp, toPage } from '../../../../src/protocol/chat.ts';
import type { TurnView } from '../../../../src/protocol/chatTurns.ts';

const empty: ChatState = {
  sessionId: 's',
  title: '',
  setup: { stage: 'ready', title: '', lines: [], actions: [], busy: false },
  place: 'p',
  host: 'h',
  sandbox: true,
  trusted: true,
  inFolder: true,
  model: null,
  models: [],
  thinking: null,
  nextModel: null,
  attachments: [],
  turns: [],
  running: null,
  today: [],
  todayApproximate: false,
  chatCost: [],
  chatCostApproximate: false,
  banner: null,
  suggestions: [],
  forecast: null,
  confirmation: null,
  meter: null,
  commands: [],
  offered: [],
  request: null,
  history: null,
  readOnly: null,
};

function turn(id: string, text: string, reasoning = ''): TurnView {
  return {
    id,
    role: 'assistant',
    text,
    reasoning,
    attachments: [],
    state: 'streaming',
    notes: [],
    createdMs: 0,
  };
}

/** What the protocol says a page does with ops, written down independently of the page. */
function applied(state: ChatState, ops: readonly PatchOp[]): ChatState {
  const next = structuredClone(state);
  for (const op of ops) {
    if (op.op === 'set') Object.assign(next, op.part);
    else if (op.op === 'cutFrom')
      next.turns = next.turns.slice(
        0,
        next.turns.findIndex((one) => one.id === op.turnId),
      );
    else if (op.op === 'append') {
      const one = next.turns.find((candidate) => candidate.id === op.turnId);
      assert.ok(one, 'append to a turn that is there');
      one[op.channel] += op.text;
    } else {
      const at = next.turns.findIndex((one) => one.id === op.turn.id);
      if (at < 0) next.turns.push(op.turn);
      else next.turns[at] = op.turn;
    }
  }
  return next;
}

const turns = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    text: fc.constantFrom('', 'x', 'xy', 'xyz', 'q'),
    reasoning: fc.constantFrom('', 'r', 'rs'),
  }),
  { selector: (one) => one.id, maxLength: 4 },
);

describe('patches', () => {
  it('bring the page to the host’s state from any other, through JSON', () => {
    fc.assert(
      fc.property(turns, turns, fc.boolean(), (before, after, banner) => {
        const state = (list: typeof before, withBanner: boolean): ChatState => ({
          ...empty,
          turns: list.map((one) => turn(one.id, one.text, one.reasoning)),
          banner: withBanner ? { level: 'info', message: 'm', actions: [] } : null,
        });
        const from = state(before, !banner);
        const to = state(after, banner);
        const message = JSON.parse(JSON.stringify({ type: 'patch', seq: 1, ops: patchOps(from, to) }));
        const parsed = v.parse(toPage, message);
        assert.equal(parsed.type, 'patch');
        if (parsed.type === 'patch') assert.deepEqual(applied(from, parsed.ops), to);
      }),
    );
  });

  it('send only the new text of a growing answer', () => {
    const ops = patchOps(
      { ...empty, turns: [turn('a', 'Hello')] },
      { ...empty, turns: [turn('a', 'Hello you')] },
    );
    assert.deepEqual(ops, [{ op: 'append', turnId: 'a', channel: 'text', text: ' you' }]);
  });

  it('are empty when nothing changed', () => {
    assert.deepEqual(
      patchOps({ ...empty, turns: [turn('a', 'x')] }, structuredClone({ ...empty, turns: [turn('a', 'x')] })),
      [],
    );
  });
});
