import { strict as assert } from 'node:assert';
import type { OwnPrompt } from '../../../../src/core/prompts/ownPrompt.ts';
import { attempt, finished, headers, type Step, text, used } from '../../fakes/scriptedClient.ts';
import { attached, fileAttachment, quiet, setUpHost, shown } from './hostFixture.ts';

const answer: readonly Step[] = [attempt(), headers(), text('Hello'), used(90, 5), finished()];
const tidy: OwnPrompt = {
  ...{ name: 'tidy', description: 'Tidies up', text: 'Tidy {{input}}, please.', origin: 'workspace' },
};
let sent = 0;
const send = (words: string) => ({ type: 'send', intentId: `slash${++sent}`, text: words });

function chat() {
  let reads = 0;
  const set = setUpHost({
    scripts: [answer],
    over: {
      slash: {
        prompts: async () => {
          reads += 1;
          return [tidy];
        },
        run: async (name, input) => void set.done.push(`run ${name} ${input}`),
      },
      rulesFiles: async () => [{ uri: 'file:///ws/AGENTS.md', path: 'AGENTS.md' }],
    },
  });
  return { ...set, reads: () => reads };
}

describe('a slash in the composer', () => {
  it('runs a command with the words behind it, sends nothing, and the draft is done with', async () => {
    const { page, client, done } = chat();
    const message = send('/fix the loop');
    page.say(message);
    await shown();
    page.say(message);
    await shown();
    assert.deepEqual(
      done.filter((what) => what.startsWith('run')),
      ['run fix the loop'],
      'once, also when the page repeats it',
    );
    assert.equal(page.last('sendAccepted')?.intentId, message.intentId);
    assert.equal(client.prepared.length, 0);
  });

  it('puts a prompt of the person’s own into the composer in full, to be read before it is sent', async () => {
    const { host, page, client, reads } = chat();
    await shown();
    assert.equal(reads(), 0, 'nothing is read before a command may be meant');
    page.say({ type: 'listCommands' });
    await shown();
    assert.deepEqual(page.state?.commands.at(-1), { name: 'tidy', says: 'Tidies up', origin: 'workspace' });
    const message = send('/tidy this');
    page.say(message);
    await shown();
    assert.deepEqual(page.last('draftReplaced'), {
      ...{ type: 'draftReplaced', intentId: message.intentId, text: 'Tidy this, please.' },
    });
    assert.equal(client.prepared.length, 0);
    page.say(send('Tidy this, please.'));
    await quiet(host);
    assert.equal(page.state?.turns[0]?.text, 'Tidy this, please.');
  });

  it('leaves a message that is none alone', async () => {
    const { host, page } = chat();
    page.say(send('/etc/hosts is wrong'));
    await quiet(host);
    assert.equal(page.state?.turns[0]?.text, '/etc/hosts is wrong');
  });
});

describe('a rules file of the project', () => {
  it('is offered, and attached by a click only', async () => {
    const { host, page, next } = chat();
    await shown();
    assert.deepEqual(page.state?.offered, ['AGENTS.md']);
    assert.deepEqual(page.state?.attachments, []);
    next.attached = [attached(fileAttachment('rules', { uri: 'file:///ws/AGENTS.md' }))];
    page.say({ type: 'takeOffered', path: 'AGENTS.md' });
    await shown();
    assert.deepEqual(
      page.state?.attachments.map(({ id }) => id),
      ['rules'],
    );
    assert.deepEqual(page.state?.offered, []);
    page.say(send('Go'));
    await quiet(host);
    assert.deepEqual(page.state?.offered, [], 'it is part of the chat now');
    page.say({ type: 'newChat' });
    await quiet(host);
    assert.deepEqual(page.state?.offered, ['AGENTS.md'], 'of another chat it is not');
  });

  it('is not offered again in a chat where it was not wanted, and no other path is taken', async () => {
    const { page, next } = chat();
    await shown();
    next.attached = [attached(fileAttachment('x'))];
    page.say({ type: 'takeOffered', path: '.env' });
    page.say({ type: 'declineOffered', path: 'AGENTS.md' });
    await shown();
    assert.deepEqual([page.state?.offered, page.state?.attachments], [[], []]);
  });
});
