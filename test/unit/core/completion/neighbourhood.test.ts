import { strict as assert } from 'node:assert';
import { Context, type Neighbour } from '../../../../src/core/completion/context.ts';
import { importedNames, namesNear } from '../../../../src/core/completion/neighbourhood/asked.ts';
import { withDeclarations } from '../../../../src/core/completion/neighbourhood/declared.ts';
import { partsOf } from '../../../../src/core/completion/neighbourhood/words.ts';
import { at } from './place.ts';

const seen = (path: string, text: string, more: Partial<Neighbour> = {}): Neighbour => ({
  path,
  languageId: 'typescript',
  text,
  recency: 1,
  ...more,
});
const parcels = seen(
  'src/parcel.ts',
  'export interface Parcel {\n  readonly gramsNet: number;\n  readonly destination: Zone;\n}\n',
);
const ledger = seen(
  'src/ledger.ts',
  'export function settle(ledger: Ledger): void {\n  ledger.reservations.clear();\n}\n',
);

describe('the neighbourhood', () => {
  it('stays the same text while the hand stays at a place, whatever else is seen meanwhile', () => {
    const context = new Context();
    const first = context.at(at('const total = settle(ledger);\nledger.|\n'), () => [ledger]);
    assert.match(first, /reservations/);
    const more = seen('src/a.ts', 'settle(ledger); ledger.receipts.push(total);\n', { recency: 9 });
    const typed = at('const total = settle(ledger);\nledger.rese|\n');
    context.prepare(typed, [ledger, more]);
    assert.equal(
      context.at(typed, () => [ledger, more]),
      first,
    );
  });

  it('is gathered anew where the hand goes elsewhere, and when an import has become known', () => {
    const context = new Context();
    const here = at('const total = settle(ledger);\nledger.|\n');
    const first = context.at(here, () => [ledger]);
    const imported = { ...seen('src/b.ts', 'ledger.audit(settle);\n'), isImported: true };
    context.prepare(here, [ledger, imported]);
    const second = context.at(here, () => []);
    assert.ok(second.includes('audit') && second !== first);
    const elsewhere = at('function zoneOf(parcel: Parcel) {\n  return parcel.|\n}\n');
    context.prepare(elsewhere, [ledger, parcels]);
    assert.match(
      context.at(elsewhere, () => []),
      /gramsNet/,
    );
  });

  it('brings what a mark points at although nothing around it is like the place', () => {
    const place = at('const weight = p.|\n');
    const context = (marked: Neighbour): string => new Context().at(place, () => [marked]);
    assert.equal(context(parcels), '');
    const text = context({ ...parcels, marks: [{ from: 0, to: 3, weight: 2 }] });
    assert.match(text, /interface Parcel[\s\S]*gramsNet[\s\S]*destination/);
  });

  it('does not quote what stands in the windows that go along already', () => {
    const itself = seen('a.ts', 'const one = settle(ledger);\nledger.reservations.clear();\nledger.\n');
    const place = at('const one = settle(ledger);\nledger.reservations.clear();\nledger.|\n');
    assert.equal(
      new Context().at(place, () => [itself]),
      '',
    );
  });

  it('forgets everything when it is told to', () => {
    const context = new Context();
    const place = at('const total = settle(ledger);\nledger.|\n');
    assert.notEqual(
      context.at(place, () => [ledger]),
      '',
    );
    context.clear();
    assert.equal(
      context.at(place, () => []),
      '',
    );
  });

  it('asks the language server about imported names and the names near the caret, the nearest first', () => {
    const lines = [
      "import { zoneOf, type Parcel } from './parcel.ts';",
      'import {',
      '  settle,',
      "} from './ledger.ts';",
      "const fs = require('node:fs');",
      'const zone = zoneOf(parcel);',
    ];
    assert.deepEqual(
      importedNames(lines).map(({ name, line, character }) => [name, line, character]),
      [
        ['zoneOf', 0, 9],
        ['Parcel', 0, 22],
        ['settle', 2, 2],
        ['fs', 4, 6],
      ],
    );
    assert.deepEqual(
      namesNear(['const zone = zoneOf(parcel);', 'zone.'], 8).map(({ name, line }) => [name, line]),
      [
        ['zone', 8],
        ['parcel', 7],
        ['zoneOf', 7],
      ],
    );
    assert.deepEqual(
      importedNames(['from pathlib import Path', 'use crate::ledger::Receipt;']).map(({ name }) => name),
      ['pathlib', 'Path', 'ledger', 'Receipt'],
    );
  });

  it('joins declarations with the files that were seen, and leaves out files that may not leave', () => {
    const joined = withDeclarations(
      [ledger],
      [
        { path: 'src/parcel.ts', from: 0, to: 3, linesAway: 0 },
        { path: 'src/ledger.ts', from: 0, to: 2, linesAway: null },
        { path: '.env', from: 0, to: 0, linesAway: 0 },
      ],
      (path) => (path === '.env' ? undefined : parcels),
    );
    assert.deepEqual(
      joined.map(({ path, isImported, marks }) => [path, isImported, marks?.length ?? 0]),
      [
        ['src/ledger.ts', true, 0],
        ['src/parcel.ts', true, 1],
      ],
    );
  });

  it('takes what is indented below a declaration for its own where the server names one line only', () => {
    const text = 'class Ledger:\n    def settle(self):\n\n        self.open = 0\n\ndef other():\n    pass\n';
    const [joined] = withDeclarations(
      [seen('ledger.py', text)],
      [{ path: 'ledger.py', from: 0, to: 0, linesAway: 0 }],
      () => undefined,
    );
    assert.deepEqual(
      joined?.marks?.map(({ from, to }) => [from, to]),
      [[0, 4]],
    );
  });

  it('knows what names are made of', () => {
    assert.deepEqual(partsOf('createReducerImpl'), ['create', 'reducer', 'impl']);
    assert.deepEqual(partsOf('MAX_RETRY_DELAY'), ['max', 'retry', 'delay']);
  });
});
