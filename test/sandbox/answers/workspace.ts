// The demo workspace as the sandbox's models know it, so that a question about it without attached code is answered from it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CodeBlock, declarations } from './code.ts';

const DEMO = fileURLToPath(new URL('../../e2e/demo', import.meta.url));

function readDemo(): CodeBlock[] {
  if (!existsSync(DEMO)) return [];
  return readdirSync(DEMO, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|py)$/.test(path))
    .sort()
    .map((path) => ({
      language: path.endsWith('.py') ? 'python' : 'typescript',
      path,
      text: readFileSync(`${DEMO}/${path}`, 'utf8'),
    }));
}

let demo: CodeBlock[] | undefined;

/** Files of the demo that the words speak of: by path, or by a declared name that is no everyday word. */
export function knownFiles(words: string): CodeBlock[] {
  demo ??= readDemo();
  const asked = new Set(words.match(/[A-Za-z_][\w./-]*\w/g));
  return demo.filter((block) => {
    const name = block.path?.replace(/^.*\//, '') ?? '';
    const names = declarations(block.text).map((each) => each.name);
    return [block.path ?? name, name, ...names.filter((each) => /[a-z][A-Z]|_/.test(each))].some((each) =>
      asked.has(each),
    );
  });
}
