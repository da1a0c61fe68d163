import { strict as assert } from 'node:assert';
import type { BuildReport, JudgedFile, ProjectIndex } from '../../../../src/core/codebase/projectIndex.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { Codebase, type CodebaseParts } from '../../../../src/editor/codebase/codebase.ts';
import { KeptLog } from '../../siliconflow/fakes.ts';

const fileOf = (name: string): JudgedFile => ({ path: `/p/${name}`, name });

/** An index that notes what it is told. */
class NotedIndex implements ProjectIndex {
  readonly done: string[] = [];
  fault: Error | null = null;
  hold: Promise<void> = Promise.resolve();

  async build(
    _roots: readonly string[],
    files: readonly JudgedFile[],
    signal: AbortSignal,
  ): Promise<BuildReport> {
    if (this.fault) throw this.fault;
    this.done.push(`build ${files.map(({ name }) => name).join()}`);
    await this.hold;
    const wasCancelled = signal.aborted;
    return { files: files.length, done: files.length, read: files.length, wasDamaged: false, wasCancelled };
  }
  async update(_roots: readonly string[], files: readonly JudgedFile[]): Promise<void> {
    this.done.push(
      `update ${files.map(({ name, text }) => (text === undefined ? name : `${name}=${text}`)).join()}`,
    );
  }
  async remove(paths: readonly string[]): Promise<void> {
    this.done.push(`remove ${paths.join()}`);
  }
  async find(question: string): Promise<{ pieces: []; files: number }> {
    this.done.push(`find ${question}`);
    return { pieces: [], files: 2 };
  }
  async dispose(): Promise<void> {
    this.done.push('dispose');
  }
}

function setUp(over: Partial<CodebaseParts> = {}) {
  const index = new NotedIndex();
  const world = {
    files: ['a.ts', 'b.ts'],
    unsaved: [] as JudgedFile[],
    follows: 0,
    aborter: new AbortController(),
  };
  const codebase = new Codebase({
    index,
    log: new KeptLog(),
    refusal: () => null,
    list: async () => ({ roots: ['/p'], files: world.files.map(fileOf), isCut: false }),
    unsaved: () => world.unsaved,
    during: (work) => work(world.aborter.signal, () => undefined),
    follow: () => {
      world.follows += 1;
      return {
        dispose: () => {
          world.follows -= 1;
        },
      };
    },
    ...over,
  });
  return { codebase, index, world };
}

describe('codebase search of a window', () => {
  it('does nothing before the first question, and builds once for many', async () => {
    const { codebase, index, world } = setUp();
    await codebase.changed(['/p/a.ts'], ['/p/b.ts'], true);
    await codebase.judgeAgain();
    assert.deepEqual([index.done, world.follows], [[], 0]);
    await Promise.all([codebase.search('one'), codebase.search('two')]);
    assert.deepEqual(index.done, ['build a.ts,b.ts', 'find one', 'find two']);
    assert.equal(world.follows, 1);
  });

  it('reads nothing while the workspace is not trusted', async () => {
    const { codebase, index } = setUp({ refusal: () => sentence('Not trusted.') });
    const searched = await codebase.search('one');
    assert.equal(searched.ok, false);
    assert.deepEqual(index.done, []);
  });

  it('looks again at what changed, and takes out what was deleted', async () => {
    const { codebase, index } = setUp();
    await codebase.search('one');
    await codebase.changed(['/p/a.ts', '/p/ignored.ts'], ['/p/b.ts'], false);
    assert.deepEqual(index.done.slice(2), ['remove /p/b.ts', 'update a.ts']);
  });

  it('asks which files there are when one is new', async () => {
    const { codebase, index, world } = setUp();
    await codebase.search('one');
    world.files.push('new.ts');
    await codebase.changed([], [], true);
    assert.equal(index.done.at(-1), 'build a.ts,b.ts,new.ts');
  });

  it('takes out what other rules exclude before it answers again', async () => {
    const { codebase, index, world } = setUp();
    await codebase.search('one');
    world.files = ['a.ts'];
    const judging = codebase.judgeAgain();
    await codebase.search('two');
    await judging;
    assert.deepEqual(index.done.slice(2), ['build a.ts', 'find two']);
  });

  it('builds once more when the rules change in the middle of a build', async () => {
    const { codebase, index, world } = setUp();
    let go = (): void => undefined;
    await codebase.search('one');
    index.hold = new Promise((resolve) => {
      go = resolve;
    });
    const first = codebase.changed([], [], true);
    world.files = ['a.ts'];
    const second = codebase.judgeAgain();
    go();
    await Promise.all([first, second]);
    assert.equal(index.done.at(-1), 'build a.ts');
  });

  it('finds text that is not saved, and forgets it afterwards', async () => {
    const { codebase, index, world } = setUp();
    world.unsaved = [
      { ...fileOf('a.ts'), text: 'new' },
      { ...fileOf('private.ts'), text: 'secret' },
    ];
    await codebase.search('one');
    assert.deepEqual(index.done.slice(1), ['update a.ts=new', 'find one', 'update a.ts']);
  });

  it('answers from what there is when the person ends a build, and goes on with the next question', async () => {
    const { codebase, index, world } = setUp();
    world.aborter.abort();
    const searched = await codebase.search('one');
    assert.ok(searched.ok && !searched.isWhole);
    world.aborter = new AbortController();
    const again = await codebase.search('two');
    assert.ok(again.ok && again.isWhole);
    assert.equal(index.done.filter((one) => one.startsWith('build')).length, 2);
  });

  it('says why it could not be searched, and tries again', async () => {
    const { codebase, index } = setUp();
    index.fault = new Error('database or disk is full');
    const searched = await codebase.search('one');
    assert.ok(!searched.ok && searched.refusal.args?.[0] === 'database or disk is full');
    index.fault = null;
    assert.ok((await codebase.search('two')).ok);
  });

  it('follows nothing and holds nothing once it is to forget', async () => {
    const { codebase, index, world } = setUp();
    await codebase.search('one');
    await codebase.forget();
    assert.deepEqual([index.done.at(-1), world.follows], ['dispose', 0]);
    await codebase.changed(['/p/a.ts'], [], true);
    assert.equal(index.done.at(-1), 'dispose');
  });
});
