// A message on its way out: its files judged again at each sending, false alarms let through by a click and no further.
import { strict as assert } from 'node:assert';
import { prepareChat } from '../../../../src/core/chat/prepareRequest.ts';
import { createVault } from '../../../../src/core/outgoing/vault.ts';
import { Attacher } from '../../../../src/editor/chat/attach.ts';
import { StoredGrants } from '../../../../src/editor/requests/keptGrants.ts';
import { type GuardSettings, WindowGuard } from '../../../../src/editor/requests/windowGuard.ts';
import { fakeKey } from '../../../sandbox/keys.ts';
import { countingRandom, plainModel, StillClock } from '../../core/request/gateFixture.ts';
import type { Step } from '../../fakes/scriptedClient.ts';
import { asTheModelLikes } from '../../siliconflow/fakes.ts';
import { attached, fileAttachment, quiet, setUpHost, shown } from './hostFixture.ts';

const reply = (text: string): readonly Step[] => [
  { kind: 'headers', status: 200 },
  { kind: 'text', text },
  { kind: 'finished', reason: 'stop' },
];

let intents = 0;
const send = (text: string) => ({ type: 'send', intentId: `clear${++intents}`, text });

/** A host behind a guard of its own; `wire` is the text of each request as it left. */
function guarded(settings: Partial<GuardSettings> = {}) {
  const vault = createVault('ABCDEF12');
  const grants = new StoredGrants({
    stored: null,
    clock: new StillClock(),
    masked: (placeholder) => vault.behind(placeholder),
  });
  const guard = new WindowGuard(vault, grants);
  const follow = (exclude: readonly string[]): void =>
    void guard.follow({ mode: 'mask', exclude, ...settings }, [{ roots: ['/ws'] }]);
  follow([]);
  const set = setUpHost({
    scripts: [reply('One.'), reply('Two.'), reply('Three.')],
    over: {
      clearance: {
        refusal: ({ uri = '' }) => guard.refusal([new URL(uri).pathname]),
        mask: (text, once) => guard.mask(text, once),
        keep: (placeholder) => guard.keepLetThrough(placeholder),
      },
      prepare: (turns, continuing) =>
        prepareChat(
          { ownInstruction: '', turns, continuing, boundarySeed: 'seed' },
          {
            ...{ model: plainModel, visionModel: null, thinking: asTheModelLikes },
            ...{ maxTokens: 100, temperature: null, topP: null },
          },
        ),
    },
  });
  guard.onDidChange(() => set.host.judgeAgain());
  const wire = (): readonly string[] =>
    set.requests.map(({ request, letThrough }) => {
      const leaving = guard.guard(request, letThrough);
      return leaving.ok ? JSON.stringify(leaving.value.request) : 'refused';
    });
  const attacher = new Attacher({
    random: countingRandom(),
    refusal: (spellings) => guard.refusal(spellings),
    mask: (text) => guard.mask(text, set.host.granted),
    textTokens: (text) => text.length,
    imageTokens: () => 1,
  });
  const attach = (name: string, text: string) =>
    attacher.text({
      ...{ uri: `file:///ws/${name}`, spellings: [`/ws/${name}`], shortPath: name },
      ...{ languageId: 'plaintext', text },
    });
  return { ...set, guard, follow, wire, attach };
}

const file = (name: string, text = 'secret plan') =>
  attached(
    fileAttachment(name.replace('.', '-'), { uri: `file:///ws/${name}`, label: name, source: name, text }),
  );

describe('a file that was attached before it was excluded', () => {
  it('is marked at once, stops the message in words, and leaves once it is removed', async () => {
    const { host, page, follow, requests, wire } = guarded();
    host.addAttachments([file('plan.md')]);
    follow(['plan.md']);
    await shown();
    const [chip] = page.state?.attachments ?? [];
    assert.equal(chip?.held, true);
    assert.match(chip?.note ?? '', /plan\.md never leaves this machine: your setting excludes it/);
    page.say(send('What is the plan?'));
    assert.match(page.last('sendRefused')?.message ?? '', /Nothing was sent\. plan\.md never leaves/);
    assert.equal(requests.length, 0);
    page.say({ type: 'removeAttachment', attachmentId: chip?.id });
    page.say(send('What is the plan?'));
    await quiet(host);
    assert.equal(requests.length, 1);
    assert.ok(!wire().join().includes('secret plan'));
  });

  it('stops the next message too when it went with an earlier one, and can be taken out of that', async () => {
    const { host, page, follow, requests, saved, wire } = guarded();
    host.addAttachments([file('plan.md')]);
    page.say(send('What is the plan?'));
    await quiet(host);
    follow(['plan.md']);
    await shown();
    const chip = page.state?.turns[0]?.attachments[0];
    assert.equal(chip?.held, true);
    page.say(send('And then?'));
    assert.match(page.last('sendRefused')?.message ?? '', /plan\.md never leaves this machine/);
    assert.equal(requests.length, 1);
    page.say({ type: 'removeAttachment', attachmentId: chip?.id });
    page.say(send('And then?'));
    await quiet(host);
    assert.equal(requests.length, 2);
    assert.ok(!wire()[1]?.includes('secret plan'));
    assert.ok(!JSON.stringify(saved.at(-1)).includes('secret plan'));
  });

  for (const again of ['regenerate', 'editAndResend'] as const)
    it(`stops ${again === 'regenerate' ? 'another answer to its question' : 'its question with other words'}`, async () => {
      const { host, page, follow, requests } = guarded();
      host.addAttachments([file('plan.md')]);
      page.say(send('What is the plan?'));
      await quiet(host);
      const turns = host.conversation.turns;
      follow(['plan.md']);
      const turnId = turns[again === 'regenerate' ? 1 : 0]?.id;
      page.say({ type: again, intentId: `again-${again}`, turnId, text: 'Which plan?' });
      const refused = page.last('sendRefused');
      assert.match(refused?.message ?? '', /plan\.md never leaves this machine/);
      assert.deepEqual(
        refused?.edited,
        again === 'regenerate' ? undefined : { turnId, text: 'Which plan?' },
        'what was written is given back',
      );
      await quiet(host);
      assert.equal(requests.length, 1);
      assert.deepEqual(host.conversation.turns, turns);
    });

  it('stays marked in the composer while a command asks about something else', async () => {
    const { host, page, follow, requests } = guarded();
    host.addAttachments([file('plan.md')]);
    follow(['plan.md']);
    host.ask('Explain it.', [fileAttachment('other', { uri: 'file:///ws/other.ts' })]);
    await quiet(host);
    assert.equal(requests.length, 1);
    assert.equal(page.state?.attachments[0]?.held, true);
  });

  it('may go again when the rule is taken back', async () => {
    const { host, page, follow, requests } = guarded();
    host.addAttachments([file('plan.md')]);
    follow(['plan.md']);
    page.say(send('What is the plan?'));
    follow([]);
    await shown();
    assert.equal(page.state?.attachments[0]?.held, undefined);
    page.say(send('What is the plan?'));
    await quiet(host);
    assert.equal(requests.length, 1);
  });

  it('stays in a question that was sent while no rule speaks against it', async () => {
    const { host, page } = guarded();
    host.addAttachments([file('plan.md')]);
    page.say(send('What is the plan?'));
    await quiet(host);
    const turn = host.conversation.turns[0];
    assert.ok(turn?.role === 'user');
    page.say({ type: 'removeAttachment', attachmentId: turn.attachments[0]?.id });
    await shown();
    assert.deepEqual(host.conversation.turns[0], turn);
  });
});

const value = 'xK93-qpZ7-vBn2';
const secretText = `password = "${value}"`;
const click = (id: string, turnId?: string) => ({ type: 'action', id, ...(turnId ? { turnId } : {}) });

describe('a message stopped for its secrets', () => {
  it('names the rules, offers to let a false alarm through, and carries it once', async () => {
    const { host, page, saved, wire } = guarded({ mode: 'block' });
    page.say(send(secretText));
    assert.match(page.last('sendRefused')?.message ?? '', /contains secrets \([a-z-]+\)/);
    await shown();
    assert.deepEqual(
      page.state?.banner?.actions.map(({ id }) => id),
      ['letThroughOnce', 'letThroughAlways'],
    );
    page.say(click('letThroughOnce'));
    await shown();
    assert.equal(page.state?.banner?.level, 'info');
    page.say(send(secretText));
    await quiet(host);
    assert.ok(wire()[0]?.includes(value));
    assert.ok(!JSON.stringify(saved).includes(value));
    // The next one with the same value is stopped again.
    page.say(send(`Again: ${secretText}`));
    await quiet(host);
    assert.equal(wire().length, 1);
  });

  it('is let through for good by the other button', async () => {
    const { host, page, wire } = guarded({ mode: 'block' });
    page.say(send(secretText));
    page.say(click('letThroughAlways'));
    await shown();
    for (const text of [secretText, `Again: ${secretText}`]) {
      page.say(send(text));
      await quiet(host);
    }
    assert.equal(wire().length, 2);
    assert.ok(wire().every((body) => body.includes(value)));
  });

  it('offers nothing for a key of the platform', async () => {
    const { host, page } = guarded({ mode: 'block' });
    page.say(send(`My key is ${fakeKey('clear', 'ance')}`));
    assert.match(page.last('sendRefused')?.message ?? '', /siliconflow-key/);
    page.say(click('letThroughOnce'));
    page.say(click('letThroughAlways'));
    page.say(send(`My key is ${fakeKey('clear', 'ance')}`));
    await quiet(host);
    assert.equal(host.conversation.turns.length, 0);
  });

  it('lets nothing through by a click that nobody offered', async () => {
    const { host, page, wire } = guarded({ mode: 'block' });
    page.say(click('letThroughOnce'));
    page.say(send(secretText));
    await quiet(host);
    assert.deepEqual(wire(), []);
  });

  it('forgets what was let through once when another chat is opened', async () => {
    const { host, page, wire } = guarded({ mode: 'block' });
    page.say(send(secretText));
    page.say(click('letThroughOnce'));
    await shown();
    await host.newChat();
    page.say(send(secretText));
    await quiet(host);
    assert.deepEqual(wire(), []);
  });
});

describe('an attachment stopped for its secrets', () => {
  it('becomes a chip by a click, and its value goes with the one message', async () => {
    const { host, page, saved, attach, wire } = guarded({ mode: 'block' });
    host.addAttachments([attach('config.ini', secretText)]);
    await shown();
    assert.equal(page.state?.attachments.length, 0);
    assert.match(page.state?.banner?.message ?? '', /config\.ini contains secrets/);
    page.say(click('letThroughOnce'));
    await shown();
    assert.equal(page.state?.attachments[0]?.label, 'config.ini');
    page.say(send('Is it right?'));
    await quiet(host);
    assert.ok(wire()[0]?.includes(value));
    assert.ok(!JSON.stringify(saved).includes(value));
  });
});

describe('what is stored of a masked conversation', () => {
  it('holds placeholders alone, which stay as text after a reload', async () => {
    const first = guarded();
    first.host.addAttachments([first.attach('config.ini', secretText)]);
    first.page.say(send(`I set ${secretText}`));
    await quiet(first.host);
    const kept = first.saved.at(-1);
    assert.ok(kept && !JSON.stringify(first.saved).includes(value));
    // Another window has another vault.
    const guard = new WindowGuard(createVault('ZZZZZZ99'));
    guard.follow({ mode: 'mask', exclude: [] }, []);
    const { page } = setUpHost({
      conversation: kept,
      over: {
        projection: {
          ...first.ports.projection,
          unmask: (text) => guard.unmask(text),
          unmaskGrowing: (text) => guard.unmaskGrowing(text),
        },
      },
    });
    await shown();
    assert.match(page.state?.turns[0]?.text ?? '', /SECRET_[A-Z_]+_1_ABCDEF12/);
  });
});
