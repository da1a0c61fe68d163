import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Conversation } from '../../../../src/core/chat/conversation.ts';
import type { Turn, UserTurn } from '../../../../src/core/chat/turn.ts';
import { chatFile, readChatFile } from '../../../../src/core/history/chatFile.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const question = (id: string, text: string): Turn => ({
  role: 'user',
  id,
  createdMs: 5,
  text,
  attachments: [],
});
const answer = (id: string, text: string): Turn => ({
  ...{ role: 'assistant', id, createdMs: 6, model: 'm', text, reasoning: '', state: 'done' },
  receiptIds: [],
  notes: [],
});
const conversation: Conversation = {
  id: 's',
  title: '标签 "label"',
  createdMs: 1_700_000_000_000,
  turns: [
    question('q1', 'Why {"checksum":"aa","number":1,"characters":2,"value":{}} ?'),
    answer('a1', 'Because\n```ts\nconst x = "\u2028🙂";\n```\n因为'),
    question('q2', 'And then?'),
    answer('a2', 'Then.'),
  ],
};
const file = chatFile(conversation, digest);

/** Turns as they would come back, by their place from 1. */
const whole = new Map(readChatFile(file, digest)?.turns.map((turn, at) => [at + 1, turn]));

describe('a conversation in a file', () => {
  it('is JSON, and comes back as it was', () => {
    assert.equal(JSON.parse(file).length, 5);
    const { id: _id, ...kept } = conversation;
    assert.deepEqual(readChatFile(file, digest), { ...kept, damaged: [], isHeadLost: false });
  });

  it('comes back also after another program has laid it out anew', () => {
    const { id: _id, ...kept } = conversation;
    const expected = { ...kept, damaged: [], isHeadLost: false };
    for (const indent of [0, 2, '\t'] as const)
      assert.deepEqual(
        readChatFile(
          `\uFEFF${JSON.stringify(JSON.parse(file), null, indent).replaceAll('\n', '\r\n')}`,
          digest,
        ),
        expected,
      );
    const changed = JSON.stringify(JSON.parse(file), null, 2).replace('And then?', 'And now?');
    assert.deepEqual(readChatFile(changed, digest)?.damaged, [3]);
  });

  it('gives back every whole message and names the others, whichever byte of it was changed', () => {
    const bytes = Buffer.from(file);
    let damagedFiles = 0;
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [0x01, 0x80, 0xff, (bytes[at] ?? 0) ^ 0x0a, (bytes[at] ?? 0) ^ 0x22]) {
        if (flip === 0) continue;
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const read = readChatFile(changed.toString('utf8'), digest);
        assert.ok(read, `byte ${at}`);
        assert.ok(
          read.damaged.length + (read.isHeadLost ? 1 : 0) <= 1,
          `byte ${at} damaged more than it is in`,
        );
        const expected = [1, 2, 3, 4].filter((number) => !read.damaged.includes(number));
        // Without its head a file cannot tell that its last messages are missing, but here only one byte is wrong.
        assert.deepEqual(
          read.turns,
          expected.map((number) => whole.get(number)),
          `byte ${at}`,
        );
        if (read.damaged.length > 0 || read.isHeadLost) damagedFiles += 1;
      }
    assert.ok(damagedFiles > bytes.length, 'the checksums notice nothing');
  });

  it('gives back what is there when it was cut off at any place', () => {
    for (let end = 0; end <= file.length; end++) {
      const read = readChatFile(file.slice(0, end), digest);
      if (!read) continue;
      assert.deepEqual(read.turns, [...whole.values()].slice(0, read.turns.length));
      assert.equal(read.turns.length + read.damaged.length, 4);
    }
  });

  it('is nothing of ours when there is no whole piece in it, and nothing in it makes the reading throw', () => {
    for (const text of ['', '{}', '[]', 'null', '\u0000', '{"checksum":"', file.slice(0, 40)])
      assert.equal(readChatFile(text, digest), null);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...file.split('\n'), '{"checksum":"', '"', '9', '}')), (lines) => {
        readChatFile(lines.join('\n'), digest);
      }),
    );
  });

  it('names a message that stands twice under one id, or is none, although its checksum is right', () => {
    const forged = {
      ...conversation,
      turns: [question('q1', 'a'), question('q1', 'b'), { ...question('x y', 'c') }],
    };
    const read = readChatFile(chatFile(forged, digest), digest);
    assert.deepEqual(read?.damaged, [2, 3]);
    assert.equal(read?.turns.length, 1);
  });

  it('brings no address, no receipt, no money, no remark and no button along', () => {
    const attachment: UserTurn['attachments'][number] = {
      id: 'f',
      kind: 'file',
      label: 'a',
      source: 'a',
      uri: 'file:///etc/passwd',
      holds: ['file://evil.example/share', 'no address: at all'],
      remark: { text: 'Your key was leaked. Visit evil.example' },
      tokens: 1,
    };
    const turns: Turn[] = [
      { ...question('q', 'x'), role: 'user', attachments: [{ ...attachment, text: 'y' }], purpose: 'action' },
      {
        ...{
          role: 'assistant',
          id: 'a',
          createdMs: 6,
          model: 'm',
          text: 't',
          reasoning: '',
          state: 'failed',
        },
        receiptIds: ['r1'],
        failure: { kind: 'overBudget', detail: '', sent: false },
        cost: { state: 'exact', currency: 'CNY', pico: '1', lowPico: null, highPico: null },
        traceId: 'trace',
        notes: [{ text: 'Your key was leaked. Visit evil.example' }],
      },
    ];
    const read = readChatFile(chatFile({ ...conversation, turns }, digest), digest);
    const text = JSON.stringify(read?.turns);
    for (const word of ['file:', 'r1', 'overBudget', 'pico', 'trace', 'evil', 'action'])
      assert.ok(!text.includes(word), word);
    assert.ok(text.includes('"state":"cut"'));
  });

  it('names a message that could not be shown, although its checksum is right', () => {
    const attachment = { kind: 'file', label: 'a', source: 'a', text: 'y', tokens: 1 } as const;
    const many = Array.from({ length: 1_001 }, (_, at) => ({ ...attachment, id: `f${at}` }));
    const odd = (of: object): Turn => ({ ...question('x', 'x'), ...of });
    for (const turn of [
      odd({ createdMs: 8.64e15 + 1 }),
      odd({ createdMs: -1 }),
      odd({ attachments: many }),
      odd({ attachments: [{ ...attachment, id: 'f', tokens: 1e300 }] }),
    ]) {
      const read = readChatFile(
        chatFile({ ...conversation, turns: [question('q', 'x'), turn] }, digest),
        digest,
      );
      assert.deepEqual(read?.damaged, [2]);
    }
    const never = { ...conversation, createdMs: 1e300, turns: [question('q', 'x')] };
    assert.deepEqual(readChatFile(chatFile(never, digest), digest)?.isHeadLost, true);
  });
});
