import { strict as assert } from 'node:assert';
import * as v from 'valibot';
import { turnSchema } from '../../../../src/core/chat/turn.ts';

const user = { role: 'user', id: 'a1_B-2', createdMs: 1, text: 'Look.', attachments: [] };
const attachment = { id: 'a', kind: 'image', label: 'x', source: 'x', tokens: 1 };
const answer = {
  ...{ role: 'assistant', id: 'b', createdMs: 1, model: 'm', text: '', reasoning: '', state: 'done' },
  ...{ receiptIds: [], notes: [] },
};
const cost = { state: 'exact', currency: 'CNY', pico: '12', lowPico: null, highPico: null };

const isTurn = (turn: unknown): boolean => v.is(turnSchema, turn);

describe('a turn that comes back from the store', () => {
  it('is taken as it was written', () => {
    assert.ok(isTurn({ ...user, attachments: [{ ...attachment, dataUrl: 'data:image/png;base64,AAAA' }] }));
    assert.ok(isTurn({ ...answer, cost }));
    assert.ok(isTurn({ ...answer, cost: { ...cost, currency: null, pico: null } }));
  });

  it('is refused with an id that the page does not take, which would leave the page blank', () => {
    for (const id of ['', '<img src=x>', 'a b', 'x'.repeat(65), '../a'])
      assert.ok(!isTurn({ ...user, id }), id);
  });

  it('is refused with an image of the web, which the site would fetch', () => {
    for (const dataUrl of [
      'https://evil.invalid/x.png',
      'data:text/html,x',
      'data:image/svg+xml;base64,AAAA',
    ])
      assert.ok(!isTurn({ ...user, attachments: [{ ...attachment, dataUrl }] }), dataUrl);
  });

  it('is refused with money that is none', () => {
    for (const change of [{ currency: '<b>' }, { pico: '1e9' }, { lowPico: 'x' }])
      assert.ok(!isTurn({ ...answer, cost: { ...cost, ...change } }));
  });
});
