import { strict as assert } from 'node:assert';
import { codebaseQuestion } from '../../../../src/core/codebase/askedFor.ts';
import { attached, fileAttachment, quiet, setUpHost, shown } from './hostFixture.ts';

describe('a message with @codebase', () => {
  it('asks for a search only where it stands as a word', () => {
    assert.equal(codebaseQuestion('@codebase how is a parcel weighed?'), 'how is a parcel weighed?');
    assert.equal(codebaseQuestion('how is a parcel weighed? @codebase'), 'how is a parcel weighed?');
    assert.equal(codebaseQuestion('mail me@codebase.org about @codebases'), null);
  });

  it('sends nothing: what was found waits with the text, and the next Enter sends both', async () => {
    const { host, page, next, requests } = setUpHost();
    next.attached = [attached(fileAttachment('tariff', { kind: 'selection' }))];
    page.say({ type: 'send', intentId: 'i1', text: '@codebase what does it cost?' });
    await shown();
    assert.equal(requests.length, 0);
    assert.deepEqual(page.last('draftReplaced'), {
      type: 'draftReplaced',
      intentId: 'i1',
      text: 'what does it cost?',
    });
    assert.equal(page.state?.attachments.length, 1);
    assert.equal(page.state?.banner?.message, 'Found.');
    page.say({ type: 'send', intentId: 'i2', text: 'what does it cost?' });
    await quiet(host);
    assert.equal(requests.length, 1);
    assert.equal(page.state?.attachments.length, 0);
  });

  it('gives the text back when nothing was found', async () => {
    const { page, requests } = setUpHost();
    page.say({ type: 'send', intentId: 'i1', text: '@codebase unheard of' });
    await shown();
    assert.equal(requests.length, 0);
    assert.equal(page.last('sendRefused')?.message, 'Nothing found.');
    assert.equal(page.last('draftReplaced'), undefined);
  });

  it('asks for a question when there is none', async () => {
    const { page } = setUpHost();
    page.say({ type: 'send', intentId: 'i1', text: ' @codebase ' });
    await shown();
    assert.equal(page.last('sendRefused')?.message, 'Write after @codebase what you are looking for.');
  });

  it('leaves a chat alone that was opened while it searched', async () => {
    let found = (): void => undefined;
    const { page, host, ports } = setUpHost();
    ports.editor.searchCodebase = () =>
      new Promise((resolve) => {
        const late = attached(fileAttachment('late'));
        found = () => resolve({ attached: [late], words: { text: 'Found.' }, isRefused: false });
      });
    page.say({ type: 'send', intentId: 'i1', text: '@codebase where?' });
    await shown();
    await host.newChat();
    found();
    await shown();
    assert.equal(page.state?.attachments.length, 0);
    assert.equal(page.last('sendRefused')?.message, 'Another chat was opened. Nothing was sent.');
  });
});
