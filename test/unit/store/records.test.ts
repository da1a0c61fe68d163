import { strict as assert } from 'node:assert';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type SentRecord, sentRecord } from '../../../src/core/outgoing/sentRecord.ts';
import { createVault } from '../../../src/core/outgoing/vault.ts';
import type { ChatRequest, PromptMessage } from '../../../src/core/request/modelRequest.ts';
import { Database } from '../../../src/store/database.ts';
import { LedgerWorker } from '../../../src/store/ledgerWorker.ts';
import type { Store } from '../../../src/store/openStore.ts';
import { chat } from '../siliconflow/fakes.ts';
import { exact, Place } from './storeFixture.ts';

const digest = (text: string) => ({ bytes: Buffer.byteLength(text), sha256: hash('sha256', text, 'hex') });
const vault = createVault('K7Q2ZD');
const ports = { digest, maskedIn: (text: string) => vault.maskedIn(text) };
const dayMs = 24 * 3_600_000;

const asked = (...messages: PromptMessage[]): ChatRequest => ({ ...chat({}), messages });
const said = (text: string): PromptMessage => ({ role: 'user', parts: [{ kind: 'text', text }] });

describe('the record of what was sent', () => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = new Place();
    store = await place.open();
  });
  afterEach(() => place.remove());

  const recorded = (id: string, request: ChatRequest, files: readonly string[] = []): SentRecord =>
    sentRecord(exact(id, 1n), request, { bodyText: JSON.stringify(request.messages), files }, ports);
  const kept = async (record: SentRecord, keepFromMs = 0): Promise<void> => {
    assert.ok((await store.records.put(record, keepFromMs)).ok);
  };
  const found = async (id: string): Promise<SentRecord | undefined> => {
    const read = await store.records.find(id);
    assert.ok(read.ok);
    return read.value;
  };

  it('holds sizes, digests, files and rules of each piece, and comes back as it was kept', async () => {
    const token = vault.placeholderFor('github-token', 'ghp_secret');
    const request = asked({ role: 'system', text: 'Be brief.' }, said(`Why ${token}, ${token}? 中`));
    const record = recorded('a', request, ['src/a.ts', 'src/a.ts', 'b.py']);
    await kept(record);
    assert.deepEqual(await found('a'), record);
    assert.deepEqual(record.files, ['src/a.ts', 'b.py']);
    assert.deepEqual(record.rules, { 'github-token': 2 });
    assert.deepEqual(
      record.pieces.map(({ kind, bytes }) => [kind, bytes]),
      [
        ['system', 9],
        ['user', Buffer.byteLength(`Why ${token}, ${token}? 中`)],
      ],
    );
    assert.equal(record.bodySha256, hash('sha256', JSON.stringify(request.messages), 'hex'));
  });

  it('holds not a word of what was said', async () => {
    await kept(recorded('a', asked(said('canary-of-the-question'))));
    const database = new Database(place.file, { readOnly: true });
    assert.doesNotMatch(JSON.stringify(database.all('SELECT json FROM records')), /canary/);
    database.close();
  });

  it('does not grow with the length of a chat', () => {
    const long = recorded('a', asked(...Array.from({ length: 1_000 }, (_, turn) => said(`turn ${turn}`))));
    assert.equal(long.pieces.length, 40);
    assert.equal(long.earlierPieces, 960);
    assert.deepEqual(long.pieces.at(-1), { kind: 'user', ...digest('turn 999') });
  });

  it('leaves with its receipt', async () => {
    const worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
    await store.ledger.settle(exact('a', 1n));
    await store.ledger.settle(exact('b', 1n, { day: '2026-03-11' }));
    for (const id of ['a', 'b']) await kept(recorded(id, asked(said('Hi'))));
    const deleted = await worker.deleteReceipts(place.file, { fromDay: '2026-03-10', toDay: '2026-03-10' });
    await worker.dispose();
    assert.ok(deleted.ok && deleted.value === 1);
    assert.equal(await found('a'), undefined);
    assert.ok(await found('b'));
  });

  it('goes along when receipts are exported', async () => {
    const worker = new LedgerWorker(new URL('../../../src/store/worker.ts', import.meta.url));
    await store.ledger.settle(exact('a', 1n));
    await store.ledger.settle(exact('b', 1n));
    const record = recorded('a', asked(said('Hi')), ['src/a.ts', 'b.ts']);
    await kept(record);
    const range = { fromDay: '2026-03-10', toDay: '2026-03-10' };
    const facts = { ...range, writtenBy: 'test 1', machine: 'here', writtenMs: 0 };
    const write = async (format: 'csv' | 'json'): Promise<string> => {
      const target = `${place.folder}/usage.${format}`;
      const written = await worker.writeFile(
        place.file,
        { format, facts, target },
        new AbortController().signal,
      );
      assert.ok(written.ok);
      return readFileSync(target, 'utf8');
    };
    const { receipts } = JSON.parse(await write('json'));
    const csv = await write('csv');
    await worker.dispose();
    assert.deepEqual([receipts[0].sent, receipts[1].sent], [record, undefined]);
    assert.match(csv, new RegExp(`,${record.bodyBytes},${record.bodySha256},"src/a\\.ts\\nb\\.ts",`));
  });

  it('stays when a late settle replaces the receipt', async () => {
    await store.ledger.settle(exact('a', 1n, { outcome: 'lost', state: 'estimated' }));
    await kept(recorded('a', asked(said('Hi'))));
    await store.ledger.settle(exact('a', 2n));
    assert.ok(await found('a'));
  });

  it('is forgotten when it is too old, a few with each new one and all when asked', async () => {
    const now = place.clock.now;
    for (let n = 0; n < 1_200; n += 1)
      await kept({ ...recorded(`old${n}`, asked(said('Hi'))), sentMs: now - 100 * dayMs + n });
    await kept({ ...recorded('new', asked(said('Hi'))), sentMs: now }, now - 90 * dayMs);
    assert.equal(await found('old7'), undefined);
    assert.ok(await found('old8'));
    assert.ok((await store.records.forgetBefore(now - 90 * dayMs)).ok);
    assert.equal(await found('old1199'), undefined);
    assert.ok(await found('new'));
  });

  it('is none when somebody meddled with the row', async () => {
    await kept(recorded('a', asked(said('Hi'))));
    const database = new Database(place.file);
    for (const json of ['{', '[]', '{"id":7}', '{"id":"a","files":"x"}']) {
      database.run('UPDATE records SET json = ?', json);
      assert.equal(await found('a'), undefined, json);
    }
    database.close();
  });
});
