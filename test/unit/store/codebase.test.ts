import { strict as assert } from 'node:assert';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BuildReport, JudgedFile } from '../../../src/core/codebase/projectIndex.ts';
import { CodebaseIndex } from '../../../src/store/codebaseIndex.ts';
import { forgetOldIndexes } from '../../../src/store/oldIndexes.ts';

const entry = new URL('../../../src/store/codebaseWorker.ts', import.meta.url);
const never = new AbortController().signal;

describe('codebase index', () => {
  let folder: string;
  let root: string;
  let file: string;
  let index: CodebaseIndex;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'codebase-'));
    root = join(folder, 'project');
    file = join(folder, 'storage', 'codebase', 'one.db');
    index = new CodebaseIndex(entry, file);
  });
  afterEach(async () => {
    await index.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, text: string | Uint8Array): JudgedFile {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return { path, name };
  }
  const build = (files: readonly JudgedFile[], signal = never): Promise<BuildReport> =>
    index.build([root], files, signal, () => undefined);
  const found = async (question: string): Promise<readonly string[]> =>
    (await index.find(question)).pieces.map(({ path }) => relative(root, path));

  it('finds the piece of a file that answers', async () => {
    const filler = Array.from({ length: 30 }, (_, n) => `export const other${n} = ${n};`).join('\n');
    const files = [
      write(
        'src/tariff.ts',
        `${filler}\n\nexport function priceOfParcel(weightGrams: number) {\n  return weightGrams;\n}\n`,
      ),
      write('src/desk.ts', 'export function openDesk() {\n  return true;\n}\n'),
    ];
    const report = await build(files);
    assert.deepEqual([report.files, report.done, report.read], [2, 2, 2]);
    const { pieces } = await index.find('What does a parcel cost by its weight?');
    assert.equal(pieces[0]?.path, files[0]?.path);
    assert.ok((pieces[0]?.startLine ?? 0) > 20, 'the piece, not the whole file');
  });

  it('reads only what has changed when it is built again, and forgets what is not there', async () => {
    const [one, two] = [write('one.ts', 'const apples = 1;'), write('two.ts', 'const pears = 2;')];
    await build([one, two]);
    assert.equal((await build([one, two])).read, 0);
    writeFileSync(one.path, 'const cherries = 1;');
    utimesSync(one.path, new Date(), new Date(Date.now() + 5_000));
    const again = await build([one]);
    assert.equal(again.read, 1);
    assert.deepEqual(await found('cherries'), ['one.ts']);
    assert.deepEqual(await found('apples'), []);
    assert.deepEqual(await found('pears'), []);
  });

  it('takes unsaved text, and the file again once it is looked at anew', async () => {
    const one = write('one.ts', 'const apples = 1;');
    await build([one]);
    await index.update([root], [{ ...one, text: 'const plums = 1;' }]);
    assert.deepEqual([await found('plums'), await found('apples')], [['one.ts'], []]);
    await index.update([root], [one]);
    assert.deepEqual([await found('plums'), await found('apples')], [[], ['one.ts']]);
  });

  it('takes a file and a whole folder out', async () => {
    await build([write('deep/one.ts', 'const apples = 1;'), write('deeper.ts', 'const apples = 1;')]);
    await index.remove([join(root, 'deep')]);
    assert.deepEqual(await found('apples'), ['deeper.ts']);
  });

  it('reads no links, no pictures, nothing large and nothing minified', async () => {
    const secret = join(folder, 'outside.ts');
    writeFileSync(secret, 'const apples = 1;');
    mkdirSync(root);
    symlinkSync(secret, join(root, 'link.ts'));
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'in.ts'), 'const apples = 1;');
    symlinkSync(join(folder, 'elsewhere'), join(root, 'linked'));
    await build([
      { path: join(root, 'link.ts'), name: 'link.ts' },
      { path: join(root, 'linked', 'in.ts'), name: 'linked/in.ts' },
      write('binary.ts', new Uint8Array([97, 112, 0, 112, 108, 101, 115])),
      write('large.ts', 'const apples = 1;\n'.repeat(40_000)),
      write('minified.js', `const apples = 1;${'x'.repeat(5_000)}`),
      write('app.min.js', 'const apples = 1;'),
      { path: join(root, 'gone.ts'), name: 'gone.ts' },
    ]);
    assert.deepEqual(await found('apples'), []);
  });

  it('keeps no secrets, and every line in its place', async () => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
    const one = write('login.ts', `const apples = '${token}';\n\nexport function signIn() {}\n`);
    await build([one]);
    const { pieces } = await index.find('signIn');
    assert.deepEqual([pieces[0]?.startLine, pieces[0]?.endLine], [1, 4]);
    assert.deepEqual(await found(token), []);
    await index.dispose();
    for (const suffix of ['', '-wal'])
      assert.ok(!existsSync(file + suffix) || !/a1b2c3|ghp/i.test(readFileSync(file + suffix, 'latin1')));
  });

  it('reads older Chinese encodings', async () => {
    // 重量 in GBK.
    await build([write('old.c', Buffer.from([0x2f, 0x2f, 0x20, 0xd6, 0xd8, 0xc1, 0xbf, 0x0a]))]);
    assert.deepEqual(await found('重量'), ['old.c']);
  });

  it('reads older Western encodings, and takes no bytes of a program for them', async () => {
    const words = Buffer.from(
      '/* fr\xe8re caf\xe9, na\xefve */\nint priceOfParcel(void) {\n  return 1;\n}\n',
      'latin1',
    );
    await build([
      write('old.c', words),
      write('tool', Buffer.concat([words, Buffer.from([0x01, 0x02, 0xff])])),
    ]);
    assert.deepEqual(await found('price of parcel'), ['old.c']);
  });

  it('stops when it is told to, and goes on from there', async () => {
    const files = Array.from({ length: 300 }, (_, n) =>
      write(`f${n}.ts`, `const apples${n} = 1;\n`.repeat(400)),
    );
    const stop = new AbortController();
    const stopped = await index.build([root], files, stop.signal, () => stop.abort());
    assert.equal(stopped.wasCancelled, true);
    assert.ok(stopped.done < 300, `${stopped.done} done`);
    const rest = await build(files);
    assert.ok(rest.read <= 300 - stopped.read && rest.done === 300);
  });

  it('loses at most a slice when its thread is killed in the middle', async () => {
    const files = Array.from({ length: 200 }, (_, n) =>
      write(`f${n}.ts`, `const apples${n} = 1;\n`.repeat(400)),
    );
    const worker = new Worker(entry, { workerData: file });
    worker.postMessage({ job: 1, kind: 'build', roots: [root], files });
    await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
    const report = await build(files);
    assert.equal(report.wasDamaged, false);
    assert.ok(report.read < 200, `${report.read} read again`);
    assert.equal((await index.find('apples7')).files, 200);
  });

  it('begins anew when its file is damaged', async () => {
    const files = Array.from({ length: 50 }, (_, n) =>
      write(`f${n}.ts`, `const apples${n} = ${n};\n`.repeat(50)),
    );
    await build(files);
    await index.dispose();
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    writeFileSync(file, Buffer.alloc(40_960, 'garbage '));
    const report = await build(files);
    assert.deepEqual([report.wasDamaged, report.done], [true, 50]);
    assert.equal((await found('apples7'))[0], 'f7.ts');
  });

  it('is empty, not broken, when its file was damaged before a question', async () => {
    await build([write('one.ts', 'const apples = 1;')]);
    await index.dispose();
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    appendFileSync(file, 'x');
    writeFileSync(file, 'no database at all, but long enough to be looked at '.repeat(100));
    const { pieces, files } = await index.find('apples');
    assert.deepEqual([pieces, files], [[], 0]);
  });

  it('is shared by two windows that build at once', async () => {
    const files = Array.from({ length: 120 }, (_, n) =>
      write(`f${n}.ts`, `const apples${n} = 1;\n`.repeat(200)),
    );
    const other = new CodebaseIndex(entry, file);
    const reports = await Promise.all([build(files), other.build([root], files, never, () => undefined)]);
    await other.dispose();
    assert.ok(reports.every(({ done }) => done === 120));
    assert.equal(reports[0].read + reports[1].read, 120, 'each file is read by one of them');
    assert.equal((await found('apples119'))[0], 'f119.ts');
  });

  it('is empty after its file was deleted', async () => {
    await build([write('one.ts', 'const apples = 1;')]);
    await index.dispose();
    rmSync(dirname(file), { recursive: true });
    assert.equal((await index.find('apples')).files, 0);
  });

  it('forgets projects that nobody asked about for two months', () => {
    mkdirSync(dirname(file), { recursive: true });
    const names = ['one.db', 'old.db', 'old.db-wal', 'young.db'];
    for (const name of names) writeFileSync(join(dirname(file), name), '');
    const longAgo = new Date(Date.now() - 70 * 24 * 3_600_000);
    for (const name of ['one.db', 'old.db', 'old.db-wal'])
      utimesSync(join(dirname(file), name), longAgo, longAgo);
    forgetOldIndexes(file);
    forgetOldIndexes(join(folder, 'nowhere', 'one.db'));
    const left = names.filter((name) => {
      try {
        appendFileSync(join(dirname(file), name), '', { flag: 'r+' });
        return true;
      } catch {
        return false;
      }
    });
    assert.deepEqual(left, ['one.db', 'young.db']);
  });
});
