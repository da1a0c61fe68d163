import { strict as assert } from 'node:assert';
import { recordText } from '../../../../src/core/outgoing/recordText.ts';
import type { SentRecord } from '../../../../src/core/outgoing/sentRecord.ts';
import { keepRecords } from '../../../../src/editor/records/keepRecords.ts';
import { chat } from '../../siliconflow/fakes.ts';
import { exact } from '../../store/storeFixture.ts';
import { ManualClock, settled } from '../accountFakes.ts';

const dayMs = 24 * 3_600_000;

describe('keeping records', () => {
  function scene(days: number) {
    const clock = new ManualClock();
    const state = { days };
    const records: SentRecord[] = [];
    const forgotten: number[] = [];
    let changed = (): void => undefined;
    const keeper = keepRecords({
      clock,
      store: {
        put: async (record) => {
          records.push(record);
          return { ok: true, value: undefined };
        },
        forgetBefore: async (ms) => {
          forgotten.push(ms);
          return { ok: true, value: undefined };
        },
      },
      maskedIn: () => new Map(),
      days: () => state.days,
      onDidChangeDays: (listener) => {
        changed = listener;
        return { dispose: () => undefined };
      },
    });
    const send = (): void =>
      keeper.keep(exact('a', 1n), chat({}), { bodyText: 'canary 中', files: ['a.ts'] });
    return { clock, state, records, forgotten, keeper, send, changed: () => changed() };
  }

  it('holds the size of the body in bytes and none of its words', () => {
    const { records, send } = scene(90);
    send();
    assert.equal(records[0]?.bodyBytes, 10);
    assert.doesNotMatch(JSON.stringify(records), /canary/);
  });

  it('keeps none for 0 days, and forgets at once what is kept when the person wants none', async () => {
    const { clock, state, records, forgotten, send, changed } = scene(90);
    await clock.advance(100 * dayMs);
    assert.deepEqual(forgotten, [10 * dayMs]);
    state.days = 0;
    changed();
    assert.deepEqual(forgotten, [10 * dayMs, 100 * dayMs]);
    send();
    assert.deepEqual(records, []);
  });

  it('touches nothing after its end', async () => {
    const { clock, forgotten, keeper } = scene(90);
    keeper.dispose();
    await settled();
    await clock.advance(dayMs);
    assert.deepEqual(forgotten, []);
    assert.equal(clock.sleeping, 0);
  });
});

describe('a record in words', () => {
  it('names everything that is kept, and shows hidden characters of file names', () => {
    const record: SentRecord = {
      ...{ id: 'r1', sentMs: 0, day: '1970-01-01', host: 'api.siliconflow.cn', model: 'm' },
      ...{ purpose: 'chat', bodyBytes: 1_234, bodySha256: 'b'.repeat(64), earlierPieces: 3 },
      pieces: [{ kind: 'user', bytes: 12, sha256: 'c'.repeat(64) }],
      files: ['src/a\u202ets.exe'],
      rules: { 'github-token': 2 },
      traceId: 'ti_1',
    };
    const say = ({ text, args = [] }: { text: string; args?: readonly (string | number)[] }): string =>
      text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)]));
    const text = recordText(record, { say, locale: 'en' });
    for (const part of [
      'api.siliconflow.cn',
      'Trace ID: ti_1',
      'Body: 1,234 bytes, SHA-256 bbbb',
      'github-token: 2',
      '3 earlier ones',
      'Question with attachments: 12 bytes, SHA-256 cccc',
    ])
      assert.ok(text.includes(part), part);
    assert.doesNotMatch(text, /\u202e/);
  });
});
