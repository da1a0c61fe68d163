import { strict as assert } from 'node:assert';
import type { Attachment } from '../../../../src/core/chat/turn.ts';
import type { Attached } from '../../../../src/editor/chat/attach.ts';
import type { GatheredAgain } from '../../../../src/editor/chat/changedSince.ts';
import { attached, fileAttachment, setUpHost, shown } from './hostFixture.ts';

function setUp() {
  const world = {
    now: new Map<string, Attachment | null>(),
    gathered: new Map<string, GatheredAgain>(),
    follows: 0,
    watched: [] as readonly string[],
    changed: (_uri: string): void => undefined,
  };
  const made = setUpHost({
    over: {
      changedSince: {
        follow: (changed) => {
          world.follows += 1;
          world.changed = changed;
          return {
            watch: (uris) => {
              world.watched = uris;
            },
            dispose: () => {
              world.follows -= 1;
            },
          };
        },
        sourceOf: ({ uri, source }) => uri ?? world.gathered.get(source)?.from,
        thingOf: ({ uri, source, holds }) =>
          uri ?? (world.gathered.has(source) ? `${source} ${holds}` : undefined),
        again: async ({ uri, source }) => {
          if (uri === undefined) return (await world.gathered.get(source)?.gather()) ?? null;
          const now = world.now.get(uri);
          return now ? attached(now) : null;
        },
      },
    },
  });
  const notes = (): readonly (string | undefined)[] =>
    made.page.state?.attachments.map(({ note }) => note) ?? [];
  return { ...made, world, notes };
}

const nothingThere: Attached = { ok: false, message: { text: 'Git knows of no such changes.' } };

describe('an attachment whose file changes while it waits', () => {
  const one = fileAttachment('one', { text: 'first' });
  const uri = one.uri ?? '';

  it('says so, and no longer when the file is as it was', async () => {
    const { host, world, notes } = setUp();
    host.addAttachments([attached(one)]);
    await shown();
    world.now.set(uri, { ...one, id: 'x', text: 'second' });
    world.changed(uri);
    await shown();
    assert.match(notes()[0] ?? '', /^Changed since it was attached\./);
    world.now.set(uri, { ...one, id: 'x' });
    world.changed(uri);
    await shown();
    assert.deepEqual(notes(), [undefined]);
  });

  it('says nothing when other files change, or lines around a selection', async () => {
    const { host, world, notes } = setUp();
    const lines = fileAttachment('lines', { kind: 'selection', text: 'b', startLine: 2, endLine: 2 });
    host.addAttachments([attached(lines)]);
    await shown();
    world.changed('file:///other.ts');
    world.now.set(lines.uri ?? '', { ...lines, text: '  b // changed behind it' });
    world.changed(lines.uri ?? '');
    await shown();
    assert.deepEqual(notes(), [undefined]);
  });

  it('says so of a picture, by what stood in its file and not by what was made of it', async () => {
    const { host, page, ports, world, notes } = setUp();
    const head = (width: number, height: number): string => {
      const bytes = Buffer.alloc(24);
      bytes.write('\x89PNG', 'latin1');
      bytes.writeUInt32BE(width, 16);
      bytes.writeUInt32BE(height, 20);
      return `data:image/png;base64,${bytes.toString('base64')}`;
    };
    const { text: _, ...file } = fileAttachment('wide');
    const size = { width: 6_000, height: 4_000 };
    const wide: Attachment = { ...file, ...size, kind: 'image', dataUrl: head(6_000, 4_000) };
    const scaled = { ...wide, width: 60, height: 40, scaledFrom: size };
    Object.assign(ports.editor, {
      fromImage: (_name: string, dataUrl: string) => attached({ ...scaled, dataUrl }),
    });
    host.addAttachments([attached(wide)]);
    await shown();
    page.say({ type: 'pictureScaled', attachmentId: 'wide', dataUrl: head(60, 40) });
    world.now.set(uri.replace('one', 'wide'), { ...wide, id: 'x' });
    world.changed(uri.replace('one', 'wide'));
    await shown();
    assert.match(notes()[0] ?? '', /^Scaled down from \S+ × \S+ to what the platform reads\.$/);
    world.now.set(uri.replace('one', 'wide'), { ...wide, id: 'x', dataUrl: head(6_000, 4_001) });
    world.changed(uri.replace('one', 'wide'));
    await shown();
    assert.match(notes()[0] ?? '', /^Scaled down .* Changed since it was attached\./);
  });

  it('says so of what was gathered from the work at hand, also when there is nothing of it any more', async () => {
    const { host, world, notes } = setUp();
    const { uri: _, ...gathered } = fileAttachment('diff', { text: '+a', source: 'git diff HEAD' });
    let now: Attached = attached({ ...gathered, id: 'x', text: '+a' });
    world.gathered.set('git diff HEAD', { from: 'work:git', gather: async () => now });
    host.addAttachments([attached(gathered)]);
    await shown();
    assert.deepEqual(world.watched, ['work:git']);
    world.changed('work:git');
    await shown();
    assert.deepEqual(notes(), [undefined]);
    for (const later of [attached({ ...gathered, id: 'y', text: '+a\n+b' }), nothingThere]) {
      now = later;
      world.changed('work:git');
      await shown();
      assert.match(notes()[0] ?? '', /^Changed since it was attached\./);
      now = attached({ ...gathered, id: 'z' });
      world.changed('work:git');
      await shown();
      assert.deepEqual(notes(), [undefined]);
    }
  });

  it('goes by how it stands at last, however long an earlier look takes', async () => {
    const { host, world, notes } = setUp();
    const { uri: _, ...gathered } = fileAttachment('diff', { text: '+a', source: 'git diff HEAD' });
    const looks: ((now: Attached) => void)[] = [];
    const gather = () => new Promise<Attached>((resolve) => looks.push(resolve));
    world.gathered.set('git diff HEAD', { from: 'work:git', gather });
    host.addAttachments([attached(gathered)]);
    await shown();
    for (let i = 0; i < 3; i++) world.changed('work:git');
    await shown();
    assert.equal(looks.length, 1, 'one at a time');
    looks[0]?.(attached({ ...gathered, id: 'x' }));
    await shown();
    assert.equal(looks.length, 2, 'all that changed meanwhile in one');
    looks[1]?.(attached({ ...gathered, id: 'x', text: '+b' }));
    await shown();
    assert.match(notes()[0] ?? '', /^Changed since it was attached\./);
  });

  it('takes its own place when it is attached again, also before the change was noticed', async () => {
    const { host, page, world, notes } = setUp();
    const ids = () => page.state?.attachments.map(({ id }) => id);
    host.addAttachments([attached(one), attached(fileAttachment('two'))]);
    await shown();
    world.now.set(uri, { ...one, id: 'x', text: 'second' });
    world.changed(uri);
    await shown();
    host.addAttachments([attached({ ...one, id: 'again', text: 'second' })]);
    await shown();
    assert.deepEqual(ids(), ['again', 'two']);
    assert.deepEqual(notes(), [undefined, undefined]);
    host.addAttachments([attached({ ...one, id: 'at-once', text: 'third' })]);
    await shown();
    assert.deepEqual(ids(), ['at-once', 'two']);
    page.say({ type: 'send', intentId: 'i1', text: 'What is this?' });
    await shown();
    host.addAttachments([attached({ ...one, id: 'later', text: 'fourth' })]);
    await shown();
    assert.deepEqual(ids(), ['later'], 'what was sent stays as it was sent');
    const [question] = page.state?.turns ?? [];
    assert.deepEqual(question?.role === 'user' && question.attachments.map(({ id }) => id), [
      'at-once',
      'two',
    ]);
  });

  it('keeps two selections of the same lines apart unless the lines have changed', async () => {
    const { host, page, world } = setUp();
    const lines = (id: string, text: string) =>
      fileAttachment(id, {
        kind: 'selection',
        label: 'a.ts:2',
        uri: 'file:///a.ts',
        text,
        startLine: 2,
        endLine: 2,
      });
    const ids = () => page.state?.attachments.map(({ id }) => id);
    host.addAttachments([attached(lines('left', 'left'))]);
    host.addAttachments([attached(lines('right', 'right'))]);
    await shown();
    assert.deepEqual(ids(), ['left', 'right']);
    world.now.set('file:///a.ts', lines('x', 'left = rights'));
    world.changed('file:///a.ts');
    await shown();
    world.now.set('file:///a.ts', lines('x', 'wrong = right'));
    world.changed('file:///a.ts');
    await shown();
    host.addAttachments([attached(lines('wrong', 'wrong'))]);
    await shown();
    assert.deepEqual(ids(), ['wrong', 'right']);
  });

  it('keeps what was gathered of two repositories apart', async () => {
    const { host, page, world } = setUp();
    world.gathered.set('git diff HEAD', { from: 'work:git', gather: async () => nothingThere });
    const diff = (id: string, repository: string, text: string) => {
      const { uri: _, ...gathered } = fileAttachment(id, { label: 'Git', source: 'git diff HEAD', text });
      return attached({ ...gathered, holds: [repository] });
    };
    host.addAttachments([diff('a1', 'a', '+a'), diff('b1', 'b', '+b')]);
    host.addAttachments([diff('b2', 'b', '+b\n+c')]);
    await shown();
    assert.deepEqual(
      page.state?.attachments.map(({ id }) => id),
      ['a1', 'b2'],
    );
  });

  it('follows files only while something waits', async () => {
    const { host, page, world } = setUp();
    assert.equal(world.follows, 0);
    host.addAttachments([attached(one)]);
    await shown();
    assert.equal(world.follows, 1);
    assert.deepEqual(world.watched, [uri]);
    page.say({ type: 'removeAttachment', attachmentId: 'one' });
    await shown();
    assert.equal(world.follows, 0);
  });
});
