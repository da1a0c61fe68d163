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

/** Files of the demo whose path or declared names the words speak of. */
export function knownFiles(words: string): CodeBlock[] {
  demo ??= readDemo();
  const asked = words.toLowerCase();
  return demo.filter((block) => {
    const stem = /([\w-]+)\.\w+$/.exec(block.path ?? '')?.[1] ?? '';
    return asked.includes(stem) || declarations(block.text).some((each) => words.includes(each.name));
  });
}
