import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceCents, zoneOf } from '../src/tariff.ts';

const parcel = {
  id: 'CN12345678',
  weightGrams: 1200,
  lengthMm: 200,
  widthMm: 150,
  heightMm: 100,
  destination: 'Chengdu',
};

test('a parcel to another city goes by the national tariff', () => {
  assert.equal(zoneOf(parcel, 'Hangzhou'), 'national');
  assert.equal(priceCents(parcel, 'Hangzhou'), 450 + 3 * 180);
});
