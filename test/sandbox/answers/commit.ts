// A commit message for the diff in the prompt: a subject from what changed where, a body with one line per file.

import { declarations } from './code.ts';
import type { Say } from './language.ts';
import type { Question } from './question.ts';

interface Changed {
  readonly path: string;
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly added: readonly string[];
  readonly removed: number;
}

export function changedFiles(text: string): Changed[] {
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const path = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1] ?? /^a\/(.+?) b\//.exec(part)?.[1] ?? '';
      const lines = part.split('\n');
      return {
        path,
        isNew: /^new file mode/m.test(part),
        isGone: /^deleted file mode/m.test(part),
        added: lines.filter((line) => /^\+(?!\+\+ )/.test(line)).map((line) => line.slice(1)),
        removed: lines.filter((line) => /^-(?!-- )/.test(line)).length,
      };
    })
    .filter((file) => file.path !== '');
}

function stem(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

export function commitMessage(question: Question, say: Say): string {
  const files = changedFiles(question.whole);
  const first = files[0];
  if (first === undefined) return say('Update the project', '更新项目');
  // The language of the message is asked for in words, not by the language of the diff.
  const names = declarations(first.added.join('\n')).map((each) => each.name);
  const what = names[0] ?? stem(first.path);
  const more =
    files.length > 1
      ? say(` and ${files.length - 1} more file${files.length > 2 ? 's' : ''}`, `等 ${files.length} 个文件`)
      : '';
  const subject = first.isGone
    ? say(`Remove ${stem(first.path)}${more}`, `删除 ${stem(first.path)}${more}`)
    : first.isNew || names.length > 0
      ? say(`Add ${what} to ${stem(first.path)}${more}`, `在 ${stem(first.path)} 中添加 ${what}${more}`)
      : say(`Update ${stem(first.path)}${more}`, `更新 ${stem(first.path)}${more}`);
  const body = files.map((file) => `- ${file.path}: +${file.added.length} -${file.removed}`);
  return `${subject}\n\n${body.join('\n')}`;
}
