// Reads what is asked out of a chat: the words, the code that came with them, the images, and the task they amount to.
import type { ChatBody, ImagePart } from '../chatBody.ts';
import { type CodeBlock, type Declared, declarations, partText } from './code.ts';
import { knownFiles } from './workspace.ts';

export type Task = 'explain' | 'fix' | 'improve' | 'tests' | 'docs' | 'review' | 'edit' | 'commit';

export interface Question {
  /** The last message of the user without its code. */
  readonly words: string;
  readonly whole: string;
  readonly system: string;
  readonly task: Task;
  /** Only code is wanted, no words around it. */
  readonly codeOnly: boolean;
  readonly blocks: readonly CodeBlock[];
  /** The block the answer is about, and what it declares. */
  readonly block: CodeBlock | undefined;
  readonly declared: readonly Declared[];
  readonly images: readonly ImagePart[];
  /** How many turns of the user came before. */
  readonly earlierTurns: number;
  readonly toolResult: string | undefined;
}

/** The first that fits wins, so the narrow ones come first. */
const TASKS: readonly (readonly [Task, RegExp])[] = [
  ['commit', /commit message|git diff|提交信息|提交说明|提交消息/i],
  ['tests', /\b(unit )?tests?\b.*\bfor\b|\b(write|generate|add) (some |unit )?tests?\b|测试/i],
  ['docs', /\bdoc(umentation|s|strings?)?\b|jsdoc|文档|注释/i],
  ['fix', /\bfix|\bbug|\berror|\bdiagnostic|修复|修正|报错|错误/i],
  ['review', /\breview|审查|评审/i],
  ['edit', /\bedit\b|\brewrite\b|\breplace\b|\brename\b|改写|改成|替换/i],
  ['improve', /\bimprove|\brefactor|\boptimi[sz]e|\bclean ?up|改进|优化|重构/i],
];

const CODE_ONLY =
  /\b(only|just)\b[^.\n]{0,40}\b(code|replacement|new text|edited text|text)\b|no (explanations?|prose|commentary)|只(输出|返回|给出)[^。\n]{0,12}(代码|文本|内容)/i;

function looksLikeDiff(text: string): boolean {
  return /^diff --git |^@@ -\d+(,\d+)? \+\d+(,\d+)? @@/m.test(text);
}

/** Some clients (Continue among them) put a chat for DeepSeek into one message of the Alpaca form; the question is its last part. */
function withoutTemplate(text: string): string {
  const start = text.lastIndexOf('### Instruction:');
  const end = text.lastIndexOf('### Response:');
  return start >= 0 && end > start ? text.slice(start + '### Instruction:'.length, end).trim() : text;
}

export function readQuestion(body: ChatBody): Question {
  const users = body.messages.filter((message) => message.role === 'user');
  const system = body.messages.filter((message) => message.role === 'system').map((message) => message.text);
  const last = users.at(-1);
  const whole = withoutTemplate(last?.text ?? '');
  const { words, blocks: attached } = partText(whole);
  const asked = `${words}\n${system.join('\n')}`;
  const earlier = users.slice(0, -1).flatMap((message) => partText(message.text).blocks);
  const own = attached.length > 0 ? attached : earlier;
  const blocks = own.length > 0 ? own : knownFiles(words);
  const block = [...blocks].sort((a, b) => mentions(words, b) - mentions(words, a))[0];
  const found =
    TASKS.find(([, pattern]) => pattern.test(words)) ??
    TASKS.find(([, pattern]) => pattern.test(system.join('\n')));
  const result = body.messages.at(-1);
  return {
    words,
    whole,
    system: system.join('\n'),
    task: looksLikeDiff(whole) && !/review|审查|评审/i.test(words) ? 'commit' : (found?.[0] ?? 'explain'),
    codeOnly: CODE_ONLY.test(asked),
    blocks,
    block,
    declared: block === undefined ? [] : declarations(block.text),
    images: last?.images ?? [],
    earlierTurns: users.length - 1,
    toolResult: result?.role === 'tool' ? result.text : undefined,
  };
}

function mentions(words: string, block: CodeBlock): number {
  const asked = new Set(words.match(/[\w$]+/g));
  const named = declarations(block.text).filter((each) => asked.has(each.name)).length;
  return named + (block.path !== undefined && words.includes(block.path) ? 2 : 0);
}
