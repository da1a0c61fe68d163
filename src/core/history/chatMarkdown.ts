// A conversation as Markdown, for reading and for other programs. Values that were masked before sending stay masked.
import type { Conversation } from '../chat/conversation.ts';
import type { Attachment, Turn } from '../chat/turn.ts';
import { type Sentence, sentence } from '../sentence.ts';

export interface MarkdownWords {
  readonly say: (text: Sentence) => string;
  /** A moment in the person's language. */
  readonly when: (ms: number) => string;
  /** What an answer cost, null when that is not known. */
  readonly cost: (turn: Turn) => string | null;
}

/** Headings are one level for the conversation and the second for its messages; the text of messages is as it was written. */
export function chatMarkdown({ title, createdMs, turns }: Conversation, words: MarkdownWords): string {
  const { say, when } = words;
  const heading = escaped(title || say(sentence('Untitled')));
  const parts = turns.map((turn) => (turn.role === 'user' ? question(turn, words) : answer(turn, words)));
  return `${[`# ${heading}`, `*${when(createdMs)}*`, ...parts].join('\n\n')}\n`;
}

function question(turn: Extract<Turn, { role: 'user' }>, { say }: MarkdownWords): string {
  const attached = turn.attachments.map((one) => `- ${nameOf(one)}`);
  return [
    `## ${say(sentence('You'))}`,
    ...(attached.length > 0 ? [attached.join('\n')] : []),
    ...textOf(turn),
  ].join('\n\n');
}

function answer(turn: Extract<Turn, { role: 'assistant' }>, { say, cost }: MarkdownWords): string {
  const ending =
    turn.state === 'stopped'
      ? [`*${say(sentence('Stopped.'))}*`]
      : turn.state === 'done'
        ? []
        : [`*${say(sentence('The answer was cut off.'))}*`];
  const price = cost(turn);
  return [
    `## ${say(sentence('Answer'))}${turn.model ? ` · ${escaped(turn.model)}` : ''}`,
    ...textOf(turn),
    ...ending,
    ...(price === null ? [] : [`*${price}*`]),
  ].join('\n\n');
}

/** A message that ends inside of a code block would take what follows into it. */
function textOf({ text }: Turn): readonly string[] {
  return text === '' ? [] : [text + openFence(text)];
}

function nameOf({ source, startLine, endLine }: Attachment): string {
  const lines = startLine === undefined ? '' : `:${startLine}${endLine === undefined ? '' : `-${endLine}`}`;
  return `\`${(source + lines).replace(/[`\r\n]/g, ' ')}\``;
}

/** What closes a fence that is still open (CommonMark 0.31, 4.5); nothing when none is. */
function openFence(text: string): string {
  let open = '';
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line);
    if (!fence) continue;
    const [whole, marks = ''] = fence;
    const rest = line.slice(whole.length);
    if (open === '') open = marks.startsWith('`') && rest.includes('`') ? '' : marks;
    else if (marks[0] === open[0] && marks.length >= open.length && rest.trim() === '') open = '';
  }
  return open === '' ? '' : `\n${open}`;
}

/** One line, with nothing in it that Markdown would take for its own. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
}
