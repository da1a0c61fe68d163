// Holds SECURITY.md to its word: every promise names tests, and every test that it names is there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is wrong with the promises, one finding a line. `read` gives the text of a file, null when there is none. */
export function promiseFindings(security: string, read: (path: string) => string | null): readonly string[] {
  const promises = security.split(/^## /m).find((chapter) => chapter.startsWith('What we promise')) ?? '';
  // The first part says how to read the rest.
  const parts = promises.split(/^### /m).slice(1);
  if (parts.length === 0) return ['SECURITY.md: there are no promises'];
  return parts.flatMap((part) => {
    const paragraphs = part
      .split(/\n{2,}/)
      .slice(1)
      .map((one) => one.trim())
      .filter(Boolean);
    return paragraphs.flatMap((paragraph, index) => {
      if (paragraph.startsWith('- '))
        return paragraph.split('\n').flatMap((line) => testFindings(line, read));
      return paragraphs[index + 1]?.startsWith('- ')
        ? []
        : [`SECURITY.md: no test stands behind "${paragraph.slice(0, 60)}"`];
    });
  });
}

function testFindings(line: string, read: (path: string) => string | null): readonly string[] {
  const [, path = '', title = ''] = /^- `(test\/[^`]+)`: “(.+)”$/.exec(line) ?? [];
  if (path === '') return [`SECURITY.md: not a test and its title: ${line}`];
  const text = read(path);
  if (text === null) return [`SECURITY.md: ${path} does not exist`];
  return text.includes(title) ? [] : [`SECURITY.md: ${path} has no test "${title}"`];
}

export function checkPromises(root: string): readonly string[] {
  return promiseFindings(readFileSync(join(root, 'SECURITY.md'), 'utf8'), (path) => {
    const file = join(root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  });
}
