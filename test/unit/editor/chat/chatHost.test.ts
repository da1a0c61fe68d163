import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import * as v from 'valibot';
import type { Turn } from '../../../../src/core/chat/turn.ts';
import { unsent } from '../../../../src/core/failure.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { toHost } from '../../../../src/protocol/chatIntents.ts';
import {
  attempt,
  failed,
  finished,
  headers,
  never,
  type Step,
  text,
  used,
} from '../../fakes/scriptedClient.ts';
import { attached, FakePage, fileAttachment, quiet, setUpHost, shown } from './hostFixture.ts';

const codeAnswer: readonly Step[] = [
  ...[
    attempt(),
    headers(),
    text('Like this:\n\n```ts\nconst password = "SECRET_1";\n```\n\nand\n\n'),
    text('```py\nx\n```\n'),
  ],
  ...[used(90, 5), finished()],
];
const answer: readonly Step[] = [attempt(), headers(), text('Hello'), used(90, 5), finished()];
let sent = 0;
const send = (words: string) => ({ type: 'send', intentId: `i${++sent}`, text: words });

describe('the chat host', () => {
  it('sends one snapshot, then patches, and the page shows what the host holds', async () => {
    const { host, page } = setUpHost({ scripts: [answer] });
    page.say(send('Why?'));
    await quiet(host);
    assert.equal(page.messages.filter(({ type }) => type === 'snapshot').length, 1);
    assert.deepEqual(
      page.state?.turns.map(({ role, text: words, state }) => `${role} ${words} ${state}`),
      ['user Why? done', 'assistant Hello done'],
    );
    assert.equal(page.state?.running, null);
    assert.equal(page.state?.title, 'Why?');
  });

  it('answers a page that lost count with a new snapshot, also while an answer streams', async () => {
    const { host, page } = setUpHost({ scripts: [[attempt(), text('Half'), never]] });
    page.say(send('Why?'));
    await shown();
    page.state = null;
    page.say({ type: 'resync' });
    assert.equal(page.last('snapshot')?.seq, 0);
    assert.ok(page.state);
    await host.stop();
    await shown();
  });

  it('lets an answer run to its end with no page at all, and shows it to the next one', async () => {
    const { host, connection, page, ledger } = setUpHost({ scripts: [answer] });
    page.say(send('Why?'));
    connection.dispose();
    assert.ok(!host.hasPage && host.isRunning);
    await quiet(host);
    assert.equal(page.listeners, 0);
    const next = new FakePage();
    host.attach(next);
    next.say({ type: 'ready' });
    assert.equal(next.state?.turns.at(-1)?.text, 'Hello');
    assert.equal(ledger.receipts.size, 1);
  });

  it('keeps two pages alike', async () => {
    const { host, page } = setUpHost({ scripts: [answer] });
    const tab = new FakePage();
    host.attach(tab);
    tab.say({ type: 'ready' });
    tab.say(send('Why?'));
    await quiet(host);
    // Each page has a moment of its own in which deltas are held together.
    while (tab.state?.turns.at(-1)?.state !== 'done') await new Promise((resolve) => setTimeout(resolve, 2));
    assert.deepEqual(tab.state, page.state);
  });

  it('carries an intent out once, and gives a page that repeats it the same answer', async () => {
    const { host, page, requests } = setUpHost({ scripts: [answer] });
    const intent = send('Why?');
    page.say(intent);
    page.say(intent);
    await quiet(host);
    page.say(intent);
    assert.equal(requests.length, 1);
    assert.deepEqual(
      page.messages.filter(({ type }) => type.startsWith('send')),
      Array(3).fill({ type: 'sendAccepted', intentId: intent.intentId }),
    );
  });

  it('gives the draft back when a question is not taken over, and keeps the attachments', async () => {
    const { host, page } = setUpHost({ scripts: [[attempt(), never]] });
    page.say(send('One'));
    host.addAttachments([attached(fileAttachment('a'))]);
    const refused = send('Two');
    page.say(refused);
    assert.equal(page.last('sendRefused')?.intentId, refused.intentId);
    await shown();
    assert.equal(page.state?.attachments.length, 1);
    await host.stop();
  });

  it('sends attachments with the question, and clears them', async () => {
    const { host, page } = setUpHost({ scripts: [answer] });
    host.addAttachments([attached(fileAttachment('a')), attached(fileAttachment('b'))]);
    page.say({ type: 'removeAttachment', attachmentId: 'b' });
    page.say(send('Why?'));
    await quiet(host);
    assert.deepEqual(page.state?.attachments, []);
    assert.deepEqual(
      page.state?.turns[0]?.attachments.map(({ id }) => id),
      ['a'],
    );
  });

  it('takes the same file, selection or picture once', () => {
    const { host, page } = setUpHost();
    const picture = { kind: 'image', dataUrl: 'data:image/png;base64,AA', uri: undefined } as const;
    host.addAttachments([
      attached(fileAttachment('a')),
      attached(fileAttachment('a2', { ...fileAttachment('a'), id: 'a2' })),
      attached(
        fileAttachment('s1', { ...fileAttachment('a'), id: 's1', startLine: 1, endLine: 2, text: 'x' }),
      ),
      attached(fileAttachment('p1', picture)),
      attached(fileAttachment('p2', picture)),
    ]);
    page.say({ type: 'resync' });
    assert.deepEqual(
      page.state?.attachments.map(({ id }) => id),
      ['a', 's1', 'p1'],
    );
  });

  it('says above the composer why something was not attached, and attaches the rest', () => {
    const { host, page } = setUpHost();
    host.addAttachments([{ ok: false, message: sentence('No.') }, attached(fileAttachment('a'))]);
    page.say({ type: 'resync' });
    assert.equal(page.state?.banner?.message, 'No.');
    assert.equal(page.state?.attachments.length, 1);
    host.addAttachments([attached(fileAttachment('b'))]);
    page.say({ type: 'resync' });
    assert.equal(page.state?.banner, null);
  });

  it('masks what is typed, keeps only the mask, and shows the person their own words with a note', async () => {
    const { host, page, saved } = setUpHost({ scripts: [answer] });
    page.say(send('My password is hunter2'));
    await quiet(host);
    assert.ok(!JSON.stringify(host.conversation).includes('hunter2'));
    assert.ok(!JSON.stringify(saved).includes('hunter2'));
    const [question, reply] = page.state?.turns ?? [];
    assert.equal(question?.text, 'My password is hunter2');
    assert.deepEqual(question?.notes, ['Masked before sending: password']);
    assert.deepEqual(reply?.notes, []);
    page.say({ type: 'regenerate', intentId: 'again', turnId: reply?.id });
    await quiet(host);
    assert.deepEqual(page.state?.turns[0]?.notes, ['Masked before sending: password']);
  });

  it('gives a message with secrets back where the person wants such messages stopped', async () => {
    const mask = (words: string) => ({ text: words, rules: ['password'], stops: true, offered: [] });
    const clearance = { refusal: () => null, mask, keep: async () => null };
    const { host, page, requests } = setUpHost({ over: { clearance } });
    page.say(send('hunter2'));
    assert.match(page.last('sendRefused')?.message ?? '', /password/);
    await quiet(host);
    assert.equal(requests.length, 0);
    assert.equal(host.conversation.turns.length, 0);
  });

  it('reads code from its own text, unmasked, and never from the page', async () => {
    const { host, page, done } = setUpHost({ scripts: [codeAnswer] });
    page.say(send('How?'));
    await quiet(host);
    const turnId = page.state?.turns.at(-1)?.id ?? '';
    done.length = 0;
    page.say({ type: 'copyCode', turnId, block: 0, code: 'rm -rf /' });
    page.say({ type: 'insertCode', turnId, block: 1 });
    page.say({ type: 'newFileFromCode', turnId, block: 1 });
    page.say({ type: 'copyAnswer', turnId });
    await shown();
    assert.deepEqual(
      done.map((one) => one.trim()),
      [
        'copy const password = "hunter2";',
        'insert x',
        'newFile py x',
        `copy ${page.state?.turns.at(-1)?.text}`.trim(),
      ],
    );
  });

  it('tells the page that asks which mentioned files are there, and opens one at its line', async () => {
    const { page, done } = setUpHost();
    page.say({ type: 'findFiles', paths: ['there/a.ts', 'gone.ts'] });
    await shown();
    assert.deepEqual(page.last('filesFound')?.paths, ['there/a.ts']);
    done.length = 0;
    page.say({ type: 'openFile', path: 'there/a.ts', line: 12 });
    page.say({ type: 'openFile', path: 'x'.repeat(301) });
    page.say({ type: 'openFile', path: 'there/a.ts', line: -1 });
    await shown();
    assert.deepEqual(done, ['openFile there/a.ts 12 undefined']);
  });

  it('applies code and commands of its own text, with the files that were attached', async () => {
    const { host, page, done } = setUpHost({ scripts: [codeAnswer] });
    page.say(send('How?'));
    await quiet(host);
    const turnId = page.state?.turns.at(-1)?.id ?? '';
    const { length } = page.state?.turns.at(-1)?.text ?? '';
    done.length = 0;
    page.say({ type: 'applyCode', turnId, block: 1 });
    page.say({ type: 'applyAnswer', turnId });
    page.say({ type: 'putInTerminal', turnId, block: 1 });
    page.say({ type: 'applyCode', turnId: page.state?.turns[0]?.id, block: 0 });
    page.say({ type: 'applyAnswer', turnId: 'unknown' });
    await shown();
    assert.deepEqual(
      done.map((one) => one.trim()),
      [`apply 1 of ${length} with`, `apply all of ${length} with`, 'putInTerminal py x'],
    );
  });

  it('says why code could not be applied, and takes that back when it was', async () => {
    const { host, page, next } = setUpHost({ scripts: [codeAnswer] });
    page.say(send('How?'));
    await quiet(host);
    const turnId = page.state?.turns.at(-1)?.id;
    next.insertRefusal = sentence('It does not fit.');
    page.say({ type: 'applyCode', turnId, block: 0 });
    await shown();
    assert.equal(page.state?.banner?.message, 'It does not fit.');
    next.insertRefusal = null;
    page.say({ type: 'applyCode', turnId, block: 0 });
    await shown();
    assert.equal(page.state?.banner, null);
  });

  it('says why the source of an attachment could not be opened', async () => {
    const { host, page, next } = setUpHost();
    host.addAttachments([attached(fileAttachment('one'))]);
    next.openRefusal = sentence('one.ts could not be opened: it is gone');
    page.say({ type: 'openAttachment', attachmentId: 'one' });
    await shown();
    assert.equal(page.state?.banner?.message, 'one.ts could not be opened: it is gone');
  });

  it('says why code could not be inserted', async () => {
    const { host, page, next } = setUpHost({ scripts: [codeAnswer] });
    page.say(send('How?'));
    await quiet(host);
    next.insertRefusal = sentence('Read-only.');
    page.say({ type: 'insertCode', turnId: page.state?.turns.at(-1)?.id, block: 0 });
    await shown();
    assert.equal(page.state?.banner?.message, 'Read-only.');
  });

  it('does nothing for turns, blocks and attachments that are not there', async () => {
    const { host, page, done, log, requests } = setUpHost({ scripts: [codeAnswer] });
    page.say(send('How?'));
    await quiet(host);
    const before = host.conversation;
    const turnId = page.state?.turns.at(-1)?.id;
    done.length = 0;
    const unknown = { turnId: 'unknown' };
    for (const intent of [
      ...[
        { type: 'copyAnswer', ...unknown },
        { type: 'copyTraceId', ...unknown },
      ],
      ...['copyCode', 'insertCode', 'newFileFromCode'].map((type) => ({ type, ...unknown, block: 0 })),
      ...['copyCode', 'insertCode', 'newFileFromCode'].map((type) => ({ type, turnId, block: 9 })),
      { type: 'copyCode', turnId: before.turns[0]?.id, block: 0 },
      ...['removeAttachment', 'openAttachment'].map((type) => ({ type, attachmentId: 'unknown' })),
      { type: 'regenerate', intentId: 'x1', ...unknown },
      { type: 'continueAnswer', intentId: 'x2', ...unknown },
      { type: 'editAndResend', intentId: 'x3', text: 'x', ...unknown },
      { type: 'useSuggestion', text: 'Send all my keys.' },
      { type: 'stop' },
    ])
      page.say(intent);
    await quiet(host);
    assert.equal(host.conversation, before);
    assert.deepEqual(done, []);
    assert.equal(requests.length, 1);
    assert.deepEqual(log.lines, []);
    assert.ok(page.last('sendRefused'));
  });

  it('hands the other intents to whoever does them', async () => {
    const { host, page, done, next } = setUpHost({ scripts: [answer] });
    page.say(send('Why?'));
    await quiet(host);
    const turnId = page.state?.turns.at(-1)?.id;
    done.length = 0;
    next.attached = [attached(fileAttachment('a'))];
    for (const intent of [
      { type: 'selectModel', modelId: 'm' },
      { type: 'setThinking', modelId: 'm', choice: { mode: 'on' } },
      { type: 'takeOver' },
      { type: 'openLink', href: 'https://example.com' },
      { type: 'copyTraceId', turnId },
      { type: 'action', id: 'showLog' },
      { type: 'pickFile' },
      { type: 'dropUris', uris: ['file:///a.ts'] },
      { type: 'addSelection' },
      { type: 'pageError', message: 'a fault in the page' },
    ])
      page.say(intent);
    await shown();
    page.say({ type: 'openAttachment', attachmentId: 'a' });
    assert.deepEqual(done, [
      ...[
        'selectModel m',
        'setThinking m {"mode":"on"}',
        'takeOver',
        'openLink https://example.com',
        'copy ti_1',
      ],
      ...['act showLog', 'openAttachment a'],
    ]);
    assert.equal(page.state?.attachments.length, 1);
  });

  it('attaches what a suggestion speaks of and puts its words into the composer', async () => {
    const { page, next } = setUpHost();
    next.attached = [attached(fileAttachment('a'))];
    page.say({ type: 'useSuggestion', text: 'Explain the file.' });
    await shown();
    assert.equal(page.last('prefill')?.text, 'Explain the file.');
    assert.deepEqual(
      page.state?.attachments.map(({ id }) => id),
      ['a'],
    );
  });

  it('prefills a suggestion also without an open editor, and says so; one about nothing attaches nothing', async () => {
    const { page, next } = setUpHost();
    page.say({ type: 'useSuggestion', text: 'Explain the file.' });
    await shown();
    assert.equal(page.last('prefill')?.text, 'Explain the file.');
    assert.equal(page.state?.banner?.message, 'No editor.');
    next.attached = [attached(fileAttachment('a'))];
    page.say({ type: 'useSuggestion', text: 'What can you do?' });
    await shown();
    assert.equal(page.last('prefill')?.text, 'What can you do?');
    assert.equal(page.state?.attachments.length, 0);
  });

  it('tries again and goes on from the buttons of a failure', async () => {
    const { host, page } = setUpHost({
      scripts: [
        [attempt(), failed({ status: 503 })],
        [attempt(), text('Half'), failed()],
        [attempt(), text(' and half'), finished()],
      ],
    });
    page.say(send('Why?'));
    await quiet(host);
    page.say({ type: 'action', id: 'retry', turnId: page.state?.turns.at(-1)?.id });
    await quiet(host);
    assert.equal(page.state?.turns.at(-1)?.text, 'Half');
    page.say({ type: 'action', id: 'continueAnswer', turnId: page.state?.turns.at(-1)?.id });
    await quiet(host);
    assert.equal(page.state?.turns.at(-1)?.text, 'Half and half');
  });

  it('tries again when an action made that possible', async () => {
    let ready = false;
    const { host, page } = setUpHost({
      scripts: [answer],
      over: {
        act: async () => {
          ready = true;
          return true;
        },
        prepare: () => ({ ok: false, failure: unsent(ready ? 'noModel' : 'overBudget') }),
      },
    });
    page.say(send('Why?'));
    await quiet(host);
    page.say({ type: 'action', id: 'raiseBudget', turnId: page.state?.turns.at(-1)?.id });
    await quiet(host);
    assert.equal(page.state?.turns.at(-1)?.failure?.message, 'failed: noModel');
    assert.equal(page.state?.turns.length, 2);
  });

  it('stops and books a running answer before it shows another conversation', async () => {
    const { host, page, ledger, saved } = setUpHost({
      scripts: [[attempt(), headers(), text('Half'), never]],
    });
    page.say(send('Why?'));
    while (ledger.reservations.size === 0) await new Promise((resolve) => setImmediate(resolve));
    await shown();
    const old = host.conversation.id;
    const opening = host.open({ id: 'other', title: 'Other', createdMs: 0, turns: [] });
    assert.equal(host.conversation.id, old);
    await opening;
    assert.equal(ledger.reservations.size, 0);
    assert.equal(ledger.receipts.size, 1);
    const kept = saved.findLast(({ id }) => id === old)?.turns.at(-1);
    assert.ok(kept?.role === 'assistant' && kept.state === 'stopped' && kept.receiptIds.length === 1);
    await shown();
    assert.equal(page.state?.sessionId, 'other');
    assert.deepEqual(page.state?.turns, []);
  });

  it('restores the last conversation without taking the focus or the attachments, and not over a new one', async () => {
    const turns: Turn[] = [{ role: 'user', id: 'u', createdMs: 0, text: 'Old', attachments: [] }];
    const old = { id: 'old', title: 'Old', createdMs: 0, turns };
    const { host, page } = setUpHost({ scripts: [answer] });
    host.addAttachments([attached(fileAttachment('a'))]);
    host.restore(old);
    await shown();
    assert.equal(page.state?.sessionId, 'old');
    assert.equal(page.state?.attachments.length, 1);
    assert.equal(page.last('focusComposer'), undefined);
    host.restore({ ...old, id: 'older' });
    assert.equal(host.conversation.id, 'old');
  });

  it('does not restore the last conversation over a new chat that was asked for while it was being read', async () => {
    const { host, page } = setUpHost({ scripts: [answer] });
    page.say({ type: 'newChat' });
    await shown();
    const begun = host.conversation.id;
    host.restore({ id: 'old', title: 'Old', createdMs: 0, turns: [] });
    await shown();
    assert.equal(host.conversation.id, begun);
    assert.equal(page.state?.sessionId, begun);
  });

  it('says that something did not work when an intent throws, and goes on', async () => {
    const { host, page, log } = setUpHost({
      scripts: [answer],
      over: { selectModel: () => Promise.reject(new Error('settings are read-only')) },
    });
    page.say({ type: 'selectModel', modelId: 'm' });
    await shown();
    assert.equal(page.state?.banner?.level, 'error');
    assert.ok(log.lines.some((line) => line.includes('read-only')));
    page.say(send('Why?'));
    await quiet(host);
    assert.equal(page.state?.banner, null);
  });

  it('shows what is being waited for until the first word', async () => {
    const { host, page } = setUpHost({ scripts: [[attempt(), headers(), never]] });
    page.say(send('Why?'));
    await shown();
    assert.match(page.state?.turns.at(-1)?.waitingFor ?? '', /first words/);
    await host.stop();
    await shown();
    assert.equal(page.state?.turns.at(-1)?.waitingFor, undefined);
  });

  it('tells when answers begin and end, once each', async () => {
    const { host, page, done } = setUpHost({ scripts: [answer] });
    page.say(send('One'));
    await quiet(host);
    page.say(send('Two'));
    await quiet(host);
    assert.deepEqual(done, ['ready', 'running', 'idle', 'running', 'idle']);
  });

  it('leaves nothing behind: no listener, no timer, no running answer, no open reservation', async () => {
    const { host, page, ledger, client } = setUpHost({ scripts: [[attempt(), text('Half'), never]] });
    page.say(send('Why?'));
    await shown();
    const disposing = host.dispose();
    assert.equal(page.listeners, 0);
    await disposing;
    const messages = page.messages.length;
    host.changed();
    page.say(send('More'));
    await shown();
    assert.equal(page.messages.length, messages);
    assert.equal(client.open + ledger.reservations.size, 0);
    assert.equal(host.conversation.turns.length, 2);
  });
});

describe('a page that was taken over', () => {
  const shapes = fc.oneof(
    fc.anything(),
    fc.record({ type: fc.anything(), intentId: fc.anything(), text: fc.anything(), turnId: fc.anything() }),
    fc.record({
      type: fc.constantFrom(
        'send',
        'action',
        'copyCode',
        'addImage',
        'dropUris',
        'selectModel',
        'openLink',
        'newFileFromCode',
      ),
      intentId: fc.oneof(fc.string(), fc.constant('../x')),
      text: fc.oneof(fc.integer(), fc.constant('x'.repeat(1_000_001))),
      turnId: fc.string(),
      block: fc.oneof(fc.double(), fc.constant(-1), fc.string()),
      id: fc.string(),
      href: fc.oneof(fc.integer(), fc.constant('x'.repeat(9_000))),
      uris: fc.oneof(fc.string(), fc.array(fc.integer(), { minLength: 1 })),
      modelId: fc.oneof(fc.integer(), fc.constant('x'.repeat(201))),
      dataUrl: fc.constantFrom(
        'https://example.com/a.png',
        'data:text/html;base64,AA',
        'data:image/svg+xml;base64,AA',
      ),
      name: fc.string(),
    }),
  );

  it('can do nothing, and break nothing, with messages of another shape', async () => {
    const { host, page, done, requests } = setUpHost();
    const before = host.conversation;
    done.length = 0;
    await fc.assert(
      fc.asyncProperty(shapes, async (message) => {
        if (v.safeParse(toHost, message).success) return;
        page.say(message);
      }),
      { numRuns: 400 },
    );
    await shown();
    assert.equal(host.conversation, before);
    assert.equal(requests.length, 0);
    assert.deepEqual(done, []);
    assert.equal(page.state?.attachments.length, 0);
  });

  it('shows a conversation of any name, and says why nothing came of names of any length', async () => {
    const long = 'x'.repeat(20_000);
    const { host, page, next } = setUpHost({
      conversation: { id: 's', title: long, createdMs: 0, turns: [] },
    });
    assert.equal(page.state?.title, 'x'.repeat(300));
    host.addAttachments([attached(fileAttachment('one', { label: long }))]);
    next.openRefusal = sentence('{0} could not be opened: {1}', long, 'gone');
    page.say({ type: 'openAttachment', attachmentId: 'one' });
    await shown();
    assert.match(page.state?.banner?.message ?? '', /^x{4000}$/);
  });

  it('gets hostile text through as text, in patches that its own schema takes', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '[x](command:workbench.action.quit)',
        '\u202e\u0000\ud800',
        '```\n'.repeat(50),
        '__proto__',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (question, reply) => {
        const { host, page } = setUpHost({ scripts: [[attempt(), text(reply), text(reply), finished()]] });
        page.say(send(`${question}?`));
        await quiet(host);
        const [asked, said] = page.state?.turns ?? [];
        assert.equal(asked?.text, `${question}?`);
        assert.equal(said?.text, reply + reply);
        await host.dispose();
      }),
      { numRuns: 12 },
    );
  });
});
