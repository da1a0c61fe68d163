// What ships: the list of files, the notices, the sizes.
import { strict as assert } from 'node:assert';
import { deflateRawSync } from 'node:zlib';
import { bundledPackages } from '../../../scripts/notices.ts';
import { listFaults, sizeRows } from '../../../scripts/packageSizes.ts';
import { zipEntries, zipFiles } from '../../../scripts/zipEntries.ts';

describe('the package', () => {
  it('may hold no file outside the golden list and must hold every file of it', () => {
    assert.deepEqual(listFaults(['a', 'b'], ['a', 'b']), []);
    assert.equal(listFaults(['a', 'b'], ['a', 'c']).length, 2);
  });

  it('lists as one line the bundles that the build names by a hash', () => {
    const files = ['dist/chunk-6KDGO5FM.cjs', 'dist/setPrice-ABCDEFG7.cjs', 'dist/host.cjs'];
    assert.deepEqual(listFaults(files, ['dist/*-HASH.cjs', 'dist/host.cjs']), []);
    assert.equal(
      listFaults([...files, 'dist/chunk-6KDGO5FM.js'], ['dist/*-HASH.cjs', 'dist/host.cjs']).length,
      1,
    );
  });

  it('names the packages whose code is bundled, scoped and nested ones too', () => {
    const inputs = [
      'src/a.ts',
      'node_modules/lit/index.js',
      'node_modules/@lit/reactive-element/x.js',
      'node_modules/a/node_modules/b/c.js',
    ];
    assert.deepEqual(bundledPackages(inputs), ['@lit/reactive-element', 'b', 'lit']);
  });

  it('is over its bound from the first byte too many, and when a bundle is missing', () => {
    const bytes = {
      'dist/extension.cjs': 140_000,
      'dist/chunk-ABCDEFG7.cjs': 10_000,
      'dist/host.cjs': 500_000,
      'dist/chat.js': 1,
      'dist/formula.js': 1,
      'dist/usage.js': 1,
    };
    const atActivation = ['dist/extension.cjs', 'dist/chunk-ABCDEFG7.cjs'];
    const inWindow = [...atActivation, 'dist/host.cjs'];
    const over = (of: Record<string, number>): string[] =>
      sizeRows({ bytes: of, atActivation, inWindow }, 1, [])
        .filter((row) => !row.holds)
        .map((row) => row.what);
    assert.deepEqual(over(bytes), []);
    assert.deepEqual(over({ ...bytes, 'dist/extension.cjs': 140_001 }), [
      'evaluated at activation',
      'host bundle and client',
    ]);
    assert.deepEqual(over({ ...bytes, 'dist/later-ABCDEFG7.cjs': 250_001 }), ['all code of the host']);
    assert.deepEqual(over({ ...bytes, 'dist/chat.js': 0 }), ['chat page']);
    assert.equal(sizeRows({ bytes, atActivation, inWindow }, 1, ['a.node']).at(-1)?.holds, false);
  });

  it('is listed from the central directory of the zip file', () => {
    // Made by `zip -0` of two empty files: their local headers, the directory, its end.
    const local = (name: string): Buffer => header(0x04034b50, 30, 26, name);
    const entry = (name: string): Buffer => header(0x02014b50, 46, 28, name);
    const locals = Buffer.concat([local('a.txt'), local('b/c.txt')]);
    const directory = Buffer.concat([entry('a.txt'), entry('b/c.txt')]);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(2, 10);
    end.writeUInt32LE(locals.length, 16);
    assert.deepEqual(zipEntries(Buffer.concat([locals, directory, end])), ['a.txt', 'b/c.txt']);
    assert.throws(() => zipEntries(Buffer.from('no zip file at all, only words')), /no zip file/);
  });

  it('is unpacked file by file, packed or stored', () => {
    const text = 'the same words, the same words, the same words';
    const zip = zipOf([
      { name: 'packed.txt', method: 8, content: deflateRawSync(text) },
      { name: 'stored.txt', method: 0, content: Buffer.from(text) },
    ]);
    const files = zipFiles(zip);
    assert.deepEqual([...files.keys()], ['packed.txt', 'stored.txt']);
    for (const content of files.values()) assert.equal(content.toString(), text);
  });
});

function header(signature: number, bytes: number, nameAt: number, name: string): Buffer {
  const fixed = Buffer.alloc(bytes);
  fixed.writeUInt32LE(signature, 0);
  fixed.writeUInt16LE(name.length, nameAt);
  return Buffer.concat([fixed, Buffer.from(name)]);
}

function zipOf(
  files: readonly { readonly name: string; readonly method: number; readonly content: Buffer }[],
): Buffer {
  const locals: Buffer[] = [];
  const entries = files.map(({ name, method, content }) => {
    const local = header(0x04034b50, 30, 26, name);
    const entry = header(0x02014b50, 46, 28, name);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(Buffer.concat(locals).length, 42);
    locals.push(local, content);
    return entry;
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(locals).length, 16);
  return Buffer.concat([...locals, ...entries, end]);
}
