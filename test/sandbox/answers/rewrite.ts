// Rewrites attached code for the tasks that want code back: a guard, documentation, a test, a repaired line.
import { type CodeBlock, type Declared, words } from './code.ts';
import { focusOf } from './explain.ts';
import type { Say } from './language.ts';
import type { Question } from './question.ts';

const INDENT: Readonly<Record<string, string>> = { python: '    ', rust: '    ', go: '\t' };

function isPython(block: CodeBlock): boolean {
  return block.language === 'python';
}

function insertAfterHeader(block: CodeBlock, fn: Declared, lines: readonly string[]): string {
  const all = block.text.split('\n');
  // The header may run over several lines: the body starts where the first deeper statement does.
  const first = all[fn.line - 1] ?? '';
  const open = /[{:]\s*$/.test(first)
    ? fn.line
    : fn.line + Math.max(0, fn.body.findIndex((line) => /[{:]\s*$/.test(line)) + 1);
  const indent = fn.indent + (INDENT[block.language] ?? '  ');
  return [
    ...all.slice(0, open),
    ...lines.map((line) => (line === '' ? '' : indent + line)),
    ...all.slice(open),
  ].join('\n');
}

/** A check of the first parameter at the top of the function. */
function guarded(block: CodeBlock, fn: Declared): string {
  const param = fn.params[0];
  if (param === undefined) return block.text;
  return isPython(block)
    ? insertAfterHeader(block, fn, [`if ${param} is None:`, `    raise ValueError("${param} is required")`])
    : insertAfterHeader(block, fn, [
        `if (${param} === undefined || ${param} === null) {`,
        `  throw new TypeError('${param} is required');`,
        '}',
      ]);
}

/** Whether documentation stands above the header, or in Python below it. */
function hasDocs(block: CodeBlock, fn: Declared): boolean {
  const above = block.text.split('\n')[fn.line - 2] ?? '';
  return isPython(block) ? /^\s*("""|''')/.test(fn.body[0] ?? '') : /\*\/\s*$|^\s*\/\//.test(above);
}

/** The function to document: the one in focus, unless it has its documentation and another has none. */
function undocumented(question: Question, focus: Declared | undefined): Declared | undefined {
  const { block, declared } = question;
  if (block === undefined || focus === undefined || !hasDocs(block, focus)) return focus;
  const isBare = (each: Declared): boolean => /function|method/.test(each.kind) && !hasDocs(block, each);
  return declared.find(isBare) ?? focus;
}

function documented(block: CodeBlock, fn: Declared, say: Say): string {
  const title = words(fn.name).replace(/^./, (letter) => letter.toUpperCase());
  const from = fn.params.length === 0 ? '当前状态' : ` ${fn.params.join('、')} `;
  const does = say(`${title}.`, `${fn.name}：根据${from}得出结果。`);
  if (isPython(block)) {
    const args = fn.params.map((name) => `    ${name}: ${say(`the ${words(name)}`, `参数 ${name}`)}.`);
    const lines = fn.params.length === 0 ? [`"""${does}"""`] : [`"""${does}`, '', 'Args:', ...args, '"""'];
    return insertAfterHeader(block, fn, lines);
  }
  const params = fn.params.map(
    (name) => `${fn.indent} * @param ${name} ${say(`the ${words(name)}`, `参数 ${name}`)}`,
  );
  const lines = [`${fn.indent}/**`, `${fn.indent} * ${does}`, ...params, `${fn.indent} */`];
  const all = block.text.split('\n');
  return [...all.slice(0, fn.line - 1), ...lines, ...all.slice(fn.line - 1)].join('\n');
}

function tested(block: CodeBlock, fn: Declared): string {
  const stem = block.path?.replace(/^.*\//, '').replace(/\.\w+$/, '') ?? 'module';
  const args = fn.params.join(', ');
  if (isPython(block)) {
    const values = fn.params.map((name) => `    ${name} = ...`);
    return [
      `from ${stem} import ${fn.name}`,
      '',
      '',
      `def test_${fn.name}_answers():`,
      ...values,
      `    assert ${fn.name}(${args}) is not None`,
    ].join('\n');
  }
  return [
    "import assert from 'node:assert/strict';",
    "import { describe, it } from 'node:test';",
    `import { ${fn.name} } from './${stem}.ts';`,
    '',
    `describe('${fn.name}', () => {`,
    `  it('answers for usual input', () => {`,
    ...fn.params.map((name) => `    const ${name} = sample.${name};`),
    `    assert.ok(${fn.name}(${args}) !== undefined);`,
    '  });',
    '',
    `  it('refuses missing input', () => {`,
    `    assert.throws(() => ${fn.name}(${fn.params.map(() => 'undefined').join(', ')}));`,
    '  });',
    '});',
  ].join('\n');
}

/** Repairs what a compiler's message names: a value of the wrong basic type is converted where it is assigned. */
function repaired(block: CodeBlock, fn: Declared | undefined, message: string): string {
  const [, from, to] = /Type '(\w+)[^']*' is not assignable to type '(\w+)/.exec(message) ?? [];
  const wrap = { number: 'Number', string: 'String', boolean: 'Boolean' }[to ?? ''];
  const wanted = Number(
    /\b(?:line|Ln|行)\s*:?\s*(\d+)/i.exec(message)?.[1] ?? /:(\d+):\d+/.exec(message)?.[1] ?? 0,
  );
  const lines = block.text.split('\n');
  if (wrap !== undefined && from !== undefined) {
    const typed = new RegExp(`^(\\s*(?:const|let|var)? ?[\\w.]+(?:: ${to})? = )(.+?)(;?)$`);
    const at = typed.test(lines[wanted - 1] ?? '')
      ? wanted - 1
      : lines.findIndex((line) => line.includes(`: ${to} =`));
    const line = lines[at];
    if (line !== undefined) {
      lines[at] = line.replace(
        typed,
        (_, left: string, value: string, end: string) => `${left}${wrap}(${value})${end}`,
      );
      return lines.join('\n');
    }
  }
  return fn === undefined ? block.text : guarded(block, fn);
}

function asked(
  question: Question,
  fn: Declared | undefined,
  say: Say,
): [code: string, done: string] | undefined {
  const { block, task, whole } = question;
  if (block === undefined) return undefined;
  if (task === 'fix') {
    return [
      repaired(block, fn, whole),
      say('The value now has the type that is declared for it.', '现在该值与声明的类型一致。'),
    ];
  }
  if (fn === undefined)
    return task === 'edit' ? [block.text, say('Nothing needed to change.', '无需修改。')] : undefined;
  const name = `\`${fn.name}\``;
  switch (task) {
    case 'improve':
    case 'edit':
      return [
        guarded(block, fn),
        say(
          `${name} now checks \`${fn.params[0] ?? ''}\` before it uses it.`,
          `${name} 现在会先检查 \`${fn.params[0] ?? ''}\`。`,
        ),
      ];
    case 'docs':
      return [
        documented(block, fn, say),
        say(`${name} now says what it does and takes.`, `${name} 现在说明了用途和参数。`),
      ];
    case 'tests':
      return [
        tested(block, fn),
        say(
          `Two tests for ${name}: usual input and missing input.`,
          `${name} 的两个测试：正常输入与缺失输入。`,
        ),
      ];
    default:
      return undefined;
  }
}

/** The answer to a task that wants code; undefined for a task that wants words. */
export function rewriteCode(question: Question, say: Say): string | undefined {
  const { block } = question;
  const focus = focusOf(question);
  const subject = question.task === 'docs' ? undocumented(question, focus) : focus;
  const result = asked(question, subject, say);
  if (block === undefined || result === undefined) return undefined;
  const [code, done] = result;
  const fenced = `\`\`\`${block.language}${block.path === undefined ? '' : ` ${block.path}`}\n${code}\n\`\`\``;
  if (question.codeOnly) return fenced;
  const why = say('What changed', '改动说明');
  return [
    done,
    fenced,
    `**${why}**`,
    `- ${done}`,
    say('- Everything else stays as it was.', '- 其余部分保持不变。'),
  ].join('\n\n');
}
