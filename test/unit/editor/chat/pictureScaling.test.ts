import { strict as assert } from 'node:assert';
import type { Attachment } from '../../../../src/core/chat/turn.ts';
import { type AboutImage, Attacher } from '../../../../src/editor/chat/attach.ts';
import type { ToHost } from '../../../../src/protocol/chatIntents.ts';
import { countingRandom } from '../../core/request/gateFixture.ts';
import { attached, FakePage, fileAttachment, setUpHost, shown } from './hostFixture.ts';

/** The head of a PNG of this size, and nothing behind it. */
function png(width: number, height: number, tail = ''): string {
  const head = Buffer.alloc(24);
  head.write('\x89PNG\r\n\x1a\n', 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return `data:image/png;base64,${Buffer.concat([head, Buffer.from(tail)]).toString('base64')}`;
}

function picture(id: string, width = 6_000, height = 4_000, dataUrl = png(width, height, id)): Attachment {
  const { text: _, ...file } = fileAttachment(id, { label: `${id}.png`, uri: `file:///ws/${id}.png` });
  return { ...file, kind: 'image', dataUrl, width, height };
}

function setUp() {
  const attacher = new Attacher({
    random: countingRandom(),
    refusal: () => null,
    mask: (text) => ({ text, rules: [], stops: false, offered: [] }),
    textTokens: () => 0,
    imageTokens: (width, height) => Math.round((width * height) / 784),
  });
  const made = setUpHost();
  // The fixture's editor attaches nothing; this one reads the head of a picture as the real one does.
  Object.assign(made.ports.editor, {
    fromImage: (name: string, dataUrl: string, about: AboutImage) => attacher.image(name, dataUrl, about),
  });
  const asked = (page = made.page): readonly string[] =>
    page.messages.flatMap((one) => (one.type === 'scalePicture' ? [one.attachmentId] : []));
  const answer = (attachmentId: string, of: Partial<ToHost> = {}, page = made.page): Promise<void> => {
    page.say({ type: 'pictureScaled', attachmentId, ...of });
    return shown();
  };
  const chips = () =>
    made.page.state?.attachments.map(({ label, note, tokens }) => ({ label, note, tokens }));
  return { ...made, asked, answer, chips };
}

describe('a picture that the editor read from a file and that is larger than the platform reads', () => {
  const note = 'Scaled down from 6000 × 4000 to what the platform reads.';

  it('is scaled down by the page, and keeps its name and its file', async () => {
    const { host, page, answer, chips, saved } = setUp();
    host.addAttachments([attached(picture('wide'))]);
    await shown();
    const handed = page.last('scalePicture');
    assert.equal(handed?.mime, 'image/png');
    assert.deepEqual(
      Buffer.from(handed?.bytes ?? [])
        .subarray(0, 4)
        .toString('latin1'),
      '\x89PNG',
    );
    await answer('wide', { dataUrl: png(4_389, 2_926) });
    assert.deepEqual(chips(), [{ label: 'wide.png', note, tokens: 16_380 }]);
    host.addAttachments([attached(picture('wide'))]);
    await shown();
    assert.equal(chips()?.length, 1, 'attached once more, it is the same');
    page.say({ type: 'send', intentId: 's', text: 'Look' });
    await shown();
    const [turn] = saved.at(-1)?.turns ?? [];
    const [sent] = turn?.role === 'user' ? turn.attachments : [];
    assert.deepEqual(
      [sent?.uri, sent?.width, sent?.dataUrl],
      ['file:///ws/wide.png', 4_389, png(4_389, 2_926)],
    );
  });

  it('is handed over one at a time; small ones and what may move are not', async () => {
    const { host, asked, answer } = setUp();
    const gif = picture('moves', 6_000, 4_000, 'data:image/gif;base64,R0lGODlhcBegDw==');
    host.addAttachments([gif, picture('small', 100, 100), picture('a'), picture('b')].map(attached));
    await shown();
    assert.deepEqual(asked(), ['a']);
    await answer('a');
    assert.deepEqual(asked(), ['a', 'b']);
  });

  it('stays as it is where the page makes nothing smaller of it, and is not asked about again', async () => {
    const { host, page, asked, answer, chips } = setUp();
    host.addAttachments([attached(picture('wide'))]);
    await shown();
    await answer('wide');
    page.say({ type: 'ready' });
    await shown();
    assert.deepEqual(asked(), ['wide']);
    assert.equal(chips()?.[0]?.note, undefined);
  });

  it('is refused in words when its bytes are those of no picture; the rest stays', async () => {
    const { host, page, answer, chips } = setUp();
    host.addAttachments([picture('broken'), picture('small', 10, 10)].map(attached));
    await shown();
    await answer('broken', { isUnreadable: true });
    assert.deepEqual(
      chips()?.map(({ label }) => label),
      ['small.png'],
    );
    assert.match(page.state?.banner?.message ?? '', /^broken\.png is not an image that can be read/);
  });

  it('waits, attached, for a page that comes later or comes anew, and is not given to one that dies of it for ever', async () => {
    const { host, page, connection, asked, answer, chips } = setUp();
    connection.dispose();
    host.addAttachments([attached(picture('wide'))]);
    const later = new FakePage();
    host.attach(later);
    for (let at = 0; at < 5; at++) later.say({ type: 'ready' });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(asked(later), ['wide', 'wide']);
    assert.deepEqual(asked(page), []);
    assert.equal(later.state?.attachments.length, 1);
    await answer('wide', { dataUrl: png(4_389, 2_926) }, later);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(later.state?.attachments[0]?.note, note);
    assert.deepEqual(chips(), []);
  });

  it('is not replaced by what is no picture, is still too large, or answers nothing that was asked', async () => {
    const { host, answer, chips } = setUp();
    host.addAttachments([picture('wide'), picture('small', 10, 10)].map(attached));
    await shown();
    const before = chips();
    await answer('small', { dataUrl: png(5, 5) });
    await answer('nobody', { isUnreadable: true });
    await answer('wide', { dataUrl: 'data:image/png;base64,AAAA' });
    assert.deepEqual(chips(), before);
  });

  it('that is taken out or sent meanwhile comes back no more', async () => {
    const { host, page, answer, chips, saved } = setUp();
    host.addAttachments([picture('a'), picture('b')].map(attached));
    await shown();
    page.say({ type: 'removeAttachment', attachmentId: 'a' });
    await answer('a', { dataUrl: png(4_389, 2_926) });
    assert.deepEqual(
      chips()?.map(({ label }) => label),
      ['b.png'],
    );
    page.say({ type: 'send', intentId: 's', text: 'Look' });
    await shown();
    await answer('b', { dataUrl: png(4_389, 2_926) });
    assert.deepEqual(chips(), []);
    const [turn] = saved.at(-1)?.turns ?? [];
    assert.equal(turn?.role === 'user' && turn.attachments[0]?.width, 6_000);
  });
});

describe('a picture that is too heavy to be shown on its chip', () => {
  const thumbnail = 'data:image/webp;base64,UklGRg==';
  const heavy = (id: string): Attachment => picture(id, 3_000, 2_000, png(3_000, 2_000, 'x'.repeat(200_000)));
  const shownOn = ({ page }: ReturnType<typeof setUp>) => page.state?.attachments.map((one) => one.thumbnail);

  it('is shown by a thumbnail that the page makes of it; nothing of what is sent changes', async () => {
    const made = setUp();
    const { host, page, asked, answer, saved } = made;
    host.addAttachments([attached(heavy('photo'))]);
    await shown();
    assert.deepEqual([asked(), shownOn(made)], [['photo'], [undefined]]);
    await answer('photo', { thumbnail });
    assert.deepEqual(shownOn(made), [thumbnail]);
    page.say({ type: 'send', intentId: 's', text: 'Look' });
    await shown();
    const [turn] = saved.at(-1)?.turns ?? [];
    const [sent] = turn?.role === 'user' ? turn.attachments : [];
    assert.equal(sent?.dataUrl, heavy('photo').dataUrl);
    assert.equal(page.state?.turns[0]?.attachments[0]?.thumbnail, thumbnail);
  });

  it('has one also when it is scaled down, when it may move, and when it was pasted', async () => {
    const made = setUp();
    const { host, page, asked, answer } = made;
    const moving = `data:image/gif;base64,${Buffer.from(`GIF89a\x40\x00\x40\x00${'x'.repeat(200_000)}`, 'latin1').toString('base64')}`;
    host.addAttachments([picture('wide'), picture('moving', 64, 64, moving)].map(attached));
    await shown();
    await answer('wide', { dataUrl: png(4_389, 2_926, 'x'.repeat(200_000)), thumbnail });
    await answer('moving', { thumbnail });
    const dataUrl = png(3_000, 2_000, 'y'.repeat(200_000));
    page.say({ type: 'addImage', intentId: 'pasted', name: 'pasted.png', dataUrl, thumbnail });
    await shown();
    assert.deepEqual(shownOn(made), [thumbnail, thumbnail, thumbnail]);
    assert.deepEqual(asked(), ['wide', 'moving'], 'the pasted one came with its own');
  });

  it('takes nothing for a thumbnail that is none or is as heavy', async () => {
    const made = setUp();
    const { host, answer } = made;
    host.addAttachments([attached(heavy('photo'))]);
    await shown();
    for (const wrong of [
      'https://example.com/a.png',
      'data:image/svg+xml;base64,PHN2Zz4=',
      `${thumbnail}${'A'.repeat(60_000)}`,
    ])
      await answer('photo', { thumbnail: wrong });
    assert.deepEqual(shownOn(made), [undefined]);
  });
});
