// Explains attached code: what it declares, a table of it, a walk through its main part line by line, and how to call it.
import { type CodeBlock, type Declared, words } from './code.ts';
import type { Say } from './language.ts';
import type { Question } from './question.ts';

const MAX_LINES = 14;

/** Code inside a sentence; code with back-ticks of its own gets two around it. */
function quoted(code = ''): string {
  return code.includes('`') ? `\`\` ${code} \`\`` : `\`${code}\``;
}

type Sentence = (match: RegExpExecArray, say: Say) => string;

/** What a line does, by its shape; the first that fits. */
const LINES: readonly (readonly [RegExp, Sentence])[] = [
  [
    /^(?:export |async |public |private |static )*(?:function\*?|def|class|interface|type|fn|func) ([\w$]+)/,
    ([, name], say) => say(`declares \`${name}\``, `声明 \`${name}\``),
  ],
  [
    /^(?:import|from)\b.*?['"]?([\w@./-]+)['"]?;?$/,
    ([, from], say) => say(`brings in \`${from}\``, `引入 \`${from}\``),
  ],
  [
    /^(?:else |el)?if \(?(.+?)\)?\s*[{:]?$/,
    ([, test], say) => say(`only goes on when ${quoted(test)} holds`, `仅当 ${quoted(test)} 成立时继续`),
  ],
  [/^else\b/, (_, say) => say('covers every other case', '处理其余情况')],
  [
    /^for (?:await )?\(?(?:const |let )?(.+?) (?:of|in) (.+?)\)?\s*[{:]$/,
    ([, each, all], say) =>
      say(
        `walks through ${quoted(all)}, one \`${each}\` at a time`,
        `逐个遍历 ${quoted(all)} 中的 \`${each}\``,
      ),
  ],
  [
    /^while \(?(.+?)\)?\s*[{:]$/,
    ([, test], say) => say(`repeats while ${quoted(test)}`, `在 ${quoted(test)} 成立时重复`),
  ],
  [/^return (.+?);?$/, ([, value], say) => say(`hands back ${quoted(value)}`, `返回 ${quoted(value)}`)],
  [
    /^(?:throw|raise) (.+?);?$/,
    ([, error], say) => say(`refuses with ${quoted(error)}`, `以 ${quoted(error)} 报错`),
  ],
  [
    /^(?:const|let|var) ([\w$]+).*? = (.+?);?$/,
    ([, name, value], say) =>
      say(`keeps ${quoted(value)} as \`${name}\``, `把 ${quoted(value)} 存为 \`${name}\``),
  ],
  [
    /^([\w$.[\]]+) ([-+*/]?=) (.+?);?$/,
    ([, name, , value], say) =>
      say(`updates \`${name}\` with ${quoted(value)}`, `用 ${quoted(value)} 更新 \`${name}\``),
  ],
  [
    /^(?:await )?([\w$.]+)\((.*)\);?$/,
    ([, name, args], say) =>
      say(
        `calls \`${name}\`${args === '' ? '' : ` with ${quoted(args)}`}`,
        `调用 \`${name}\`${args === '' ? '' : `，参数为 ${quoted(args)}`}`,
      ),
  ],
];

function walk(block: CodeBlock, focus: Declared | undefined, say: Say): string[] {
  const all = block.text.split('\n');
  const start = focus?.line ?? 1;
  const lines = focus === undefined ? all : [all[start - 1] ?? '', ...focus.body];
  return lines
    .map((line, index) => ({ text: line.trim(), number: start + index }))
    .filter(({ text }) => text !== '' && !/^([{}()[\]\],;]+|\/\/|\/\*|\*|#|""")/.test(text))
    .slice(0, MAX_LINES)
    .map(({ text, number }) => {
      const known = LINES.map(([pattern, sentence]) => {
        const match = pattern.exec(text);
        return match === null ? undefined : sentence(match, say);
      }).find((sentence) => sentence !== undefined);
      const job = known ?? say('belongs to the statement around it', '属于所在语句的一部分');
      return `- ${say(`Line ${number}`, `第 ${number} 行`)}: ${quoted(text)} — ${job}.`;
    });
}

function kindName(kind: Declared['kind'], say: Say): string {
  return {
    function: say('function', '函数'),
    method: say('method', '方法'),
    class: say('class', '类'),
    type: say('type', '类型'),
    constant: say('constant', '常量'),
  }[kind];
}

function table(declared: readonly Declared[], say: Say): string {
  const rows = declared.slice(0, 12).map((each) => {
    const takes = each.params.length === 0 ? '–' : each.params.map((name) => `\`${name}\``).join(', ');
    return `| \`${each.name}\` | ${kindName(each.kind, say)} | ${each.line} | ${takes} |`;
  });
  return [
    say('| Name | Kind | Line | Takes |', '| 名称 | 种类 | 行 | 参数 |'),
    '| --- | --- | ---: | --- |',
    ...rows,
  ].join('\n');
}

/** A call of the function with plausible values, in the language of the code. */
export function usage(fn: Declared, language: string): string {
  const args = fn.params.join(', ');
  if (language === 'python') return `result = ${fn.name}(${args})\nprint(result)`;
  if (language === 'rust') return `let result = ${fn.name}(${args});\nprintln!("{result:?}");`;
  if (language === 'go') return `result := ${fn.name}(${args})\nfmt.Println(result)`;
  return `const result = ${fn.name}(${args});\nconsole.log(result);`;
}

/** The function the words name, else the one with the longest body. */
export function focusOf(question: Question): Declared | undefined {
  const callable = question.declared.filter((each) => each.kind === 'function' || each.kind === 'method');
  const asked = new Set(question.words.match(/[\w$]+/g));
  const named = callable.find((each) => asked.has(each.name));
  return named ?? [...callable].sort((a, b) => b.body.length - a.body.length)[0];
}

export function explainCode(question: Question, say: Say): string {
  const { block, declared, blocks } = question;
  if (block === undefined) return '';
  const focus = focusOf(question);
  const place = block.path === undefined ? say('this code', '这段代码') : `\`${block.path}\``;
  const names = declared.slice(0, 4).map((each) => `\`${each.name}\``);
  const title = focus === undefined ? say('What it does', '它的作用') : `\`${focus.name}\``;
  const parts = [
    `## ${title}`,
    names.length === 0
      ? say(
          `${cap(place)} has ${block.text.split('\n').length} lines and declares no names of its own.`,
          `${place}共有 ${block.text.split('\n').length} 行，没有声明新的名称。`,
        )
      : say(
          `${cap(place)} declares ${declared.length} name${declared.length === 1 ? '' : 's'}, among them ${names.join(', ')}.${focus === undefined ? '' : ` The heart of it is **${words(focus.name)}**.`}`,
          `${place}声明了 ${declared.length} 个名称，其中有 ${names.join('、')}。${focus === undefined ? '' : `核心是 **${focus.name}**。`}`,
        ),
  ];
  if (declared.length > 0) parts.push(table(declared, say));
  parts.push(`### ${say('Line by line', '逐行说明')}`, walk(block, focus, say).join('\n'));
  if (focus !== undefined) {
    parts.push(
      `### ${say('How to call it', '如何调用')}`,
      `\`\`\`${block.language}\n${usage(focus, block.language)}\n\`\`\``,
    );
  }
  if (question.task === 'review')
    parts.push(`### ${say('Remarks', '审查意见')}`, remarks(question, focus, say).join('\n'));
  if (blocks.length > 1) {
    const others = blocks.filter((each) => each !== block).map((each) => `\`${each.path ?? each.language}\``);
    parts.push(say(`I also had ${others.join(', ')} at hand.`, `我还参考了 ${others.join('、')}。`));
  }
  return parts.join('\n\n');
}

function remarks(question: Question, focus: Declared | undefined, say: Say): string[] {
  const code = question.block?.text ?? '';
  const name = focus?.name ?? question.declared[0]?.name ?? '';
  const found = [
    /\bany\b/.test(code)
      ? say('`any` hides type errors; name the real type.', '`any` 会掩盖类型错误，请写出真实类型。')
      : '',
    /except:|catch \{|catch\s*\(\w*\)\s*\{\s*\}/.test(code)
      ? say('An error is swallowed; say at least why.', '错误被吞掉了，至少应说明原因。')
      : '',
    /TODO|FIXME/.test(code) ? say('There is an open TODO.', '还有未完成的 TODO。') : '',
    (focus?.params.length ?? 0) > 0
      ? say(
          `\`${name}\` trusts \`${focus?.params[0]}\`; check it at the edge.`,
          `\`${name}\` 直接信任 \`${focus?.params[0]}\`，应在入口处校验。`,
        )
      : '',
    say(`\`${name}\` deserves a test for its edge cases.`, `\`${name}\` 应有边界情况的测试。`),
  ];
  return found.filter((each) => each !== '').map((each, index) => `${index + 1}. ${each}`);
}

function cap(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
