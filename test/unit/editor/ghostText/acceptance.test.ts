import { strict as assert } from 'node:assert';
import type { DocumentEdit, Suggestion } from '../../../../src/core/completion/suggestion.ts';
import { afterEdit, type Offered, Offers } from '../../../../src/editor/ghostText/acceptance.ts';

const suggestion: Suggestion = {
  kind: 'suggestion',
  id: 1,
  requestId: 'r1',
  uri: 'file:///a.ts',
  languageId: 'typescript',
  version: 7,
  offset: 100,
  insertText: 'zoneOf(parcel)',
  replaceRight: 0,
  fromMemory: false,
};
const offered: Offered = { suggestion, present: 0 };
const edit = (from: number, inserted: string, removed = 0): DocumentEdit => ({
  uri: suggestion.uri,
  from,
  removed,
  inserted,
});
const taken = (from: Offered, change: DocumentEdit): number => afterEdit(from, change, false).characters;

describe('whether a suggestion was taken', () => {
  it('is told by its whole text, by its beginning, and by its rest after typing along', () => {
    assert.equal(taken(offered, edit(100, 'zoneOf(parcel)')), 14);
    assert.equal(taken(offered, edit(100, 'zoneOf')), 6);
    assert.equal(taken({ suggestion, present: 4 }, edit(104, 'Of(parcel)')), 14);
    assert.equal(taken({ suggestion, present: 4 }, edit(100, 'zoneOf(parcel)', 4)), 14);
  });

  it('is not told by a key, a pair the editor closes, or a line break it indents', () => {
    assert.equal(taken(offered, edit(100, 'z')), 0);
    const pair: Offered = { suggestion: { ...suggestion, insertText: '() => 1' }, present: 0 };
    assert.equal(taken(pair, edit(100, '()')), 0);
    const line: Offered = { suggestion: { ...suggestion, insertText: '\n  return 1;' }, present: 0 };
    assert.equal(taken(line, edit(100, '\n  ')), 0);
  });

  it('is not told by undo and redo', () => {
    assert.deepEqual(afterEdit(offered, edit(100, 'zoneOf(parcel)'), true), { offered: null, characters: 0 });
  });

  it('is not told by another text, another place, or a text pasted over a selection', () => {
    for (const other of [edit(100, 'zoning'), edit(90, 'zoneOf(parcel)'), edit(100, 'zoneOf(parcel)', 5)])
      assert.deepEqual(afterEdit(offered, other, false), { offered: null, characters: 0 });
  });

  it('follows the typing, so that what is taken word by word counts once', () => {
    const first = afterEdit(offered, edit(100, 'zoneOf'), false);
    assert.equal(first.offered?.present, 6);
    const second = afterEdit(first.offered ?? offered, edit(106, '(parcel)'), false);
    assert.deepEqual(second, { offered: null, characters: 14 });
  });

  it('is told after typing along and taking that back, for the editor shows the same again and asks nobody', () => {
    const along = afterEdit(offered, edit(100, 'z'), false).offered ?? offered;
    const back = afterEdit(along, edit(100, '', 1), false);
    assert.deepEqual(back, { offered, characters: 0 });
    assert.equal(taken(back.offered ?? along, edit(100, 'zoneOf')), 6);
    assert.equal(afterEdit(along, edit(99, '', 2), false).offered, null, 'more than was typed');
  });

  it('is told where the editor still shows what this is the rest of, and inserts that anew', () => {
    // Seen in VS Code 1.139 after one word was taken, and after a line break that was suggested too.
    const rest: Offered = { suggestion: { ...suggestion, insertText: '(parcel);' }, present: 0 };
    assert.equal(taken(rest, edit(94, 'zoneOf(parcel);', 6)), 9);
    assert.equal(taken({ ...rest, present: 3 }, edit(94, 'zoneOf(parcel);', 9)), 9);
    const block: Offered = {
      suggestion: { ...suggestion, insertText: 'let a = 0;\n  return a;' },
      present: 0,
    };
    const line = afterEdit(block, edit(97, '\n  let a = 0;\n', 3), false);
    assert.deepEqual(line, { offered: { ...block, present: 11 }, characters: 11 });
    assert.equal(taken(line.offered ?? block, edit(97, '\n  let a = 0;\n  return a;', 14)), 22);
    assert.equal(taken(rest, edit(94, 'zones', 6)), 0);
  });

  it('counts as whole what ends where the replaced text begins', () => {
    const midLine: Offered = { suggestion: { ...suggestion, replaceRight: 1 }, present: 0 };
    assert.equal(taken(midLine, edit(100, 'zoneOf(parcel')), 14);
    assert.equal(taken(midLine, edit(100, 'zoneOf(parcel)', 1)), 14);
  });
});

describe('what may be on screen', () => {
  const other: Suggestion = { ...suggestion, id: 2, requestId: 'r2', insertText: 'zoneOf(letter)' };
  const takenOf = (offers: Offers, change: DocumentEdit) => {
    const taken = offers.taken(change, false);
    return taken && [taken.suggestion.requestId, taken.characters];
  };

  it('is also what was offered before, while the typing agrees with it', () => {
    const offers = new Offers();
    offers.note(suggestion);
    offers.note(other);
    assert.equal(offers.taken(edit(100, 'z'), false), null);
    assert.deepEqual(takenOf(offers, edit(100, 'zoneOf(parcel)', 1)), ['r1', 14]);
    assert.equal(offers.taken(edit(100, 'zoneOf(letter)', 14), false), null, 'the other one is over');
  });

  it('is the newest where several say the same, and what is left of it after a part was taken', () => {
    const offers = new Offers();
    offers.note(suggestion);
    offers.note({ ...suggestion, id: 2, requestId: 'r2' });
    assert.deepEqual(takenOf(offers, edit(100, 'zoneOf')), ['r2', 6]);
    assert.deepEqual(takenOf(offers, edit(106, '(parcel)')), ['r2', 14]);
    assert.equal(offers.taken(edit(114, 'zoneOf(parcel)'), false), null);
  });

  it('is nothing once something else was typed, and is not touched by other documents', () => {
    const offers = new Offers();
    offers.note(suggestion);
    assert.equal(offers.taken({ ...edit(100, 'zoneOf(parcel)'), uri: 'file:///b.ts' }, false), null);
    assert.equal(offers.taken(edit(100, 'a'), false), null);
    assert.equal(offers.taken(edit(100, 'zoneOf(parcel)', 1), false), null);
  });
});
