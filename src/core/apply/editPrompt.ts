// The request behind an inline instruction: the lines to change, what stands around them, and what is wanted.
import { commentSyntax } from '../actions/commentSyntax.ts';
import { codeBlocks } from '../chat/codeBlocks.ts';
import { type Result, unsent } from '../failure.ts';
import type { ModelFacts } from '../models/model.ts';
import { freshBoundary, quoteData, quotingRule } from '../outgoing/quote.ts';
import type { ChatRequest } from '../request/modelRequest.ts';
import { estimateTokens } from '../tokens/estimator.ts';
import { reindented, sharedIndent, stepOf } from './indentation.ts';
import { bare, linesOf } from './lines.ts';

export interface EditFacts {
  readonly path: string;
  readonly languageId: string;
  readonly before: string;
  readonly selected: string;
  readonly after: string;
  readonly instruction: string;
}

const windowReserveTokens = 512;
const leastOutputTokens = 512;

/** Fails unsent with `tooLong` when the window has no room for the selection and an answer of its length. */
export function editRequest(
  facts: EditFacts,
  model: ModelFacts,
  mostOutputTokens: number,
  draw: () => string,
): Result<ChatRequest> {
  const boundary = freshBoundary(draw, [facts.before, facts.selected, facts.after, facts.instruction]);
  const quote = (source: string, text: string): readonly string[] =>
    text.trim() === '' ? [] : [quoteData(source, text, boundary)];
  const remark = commentSyntax(facts.languageId);
  const system = [
    'You change a selected part of a file as the person asks.',
    'Answer with only the code of the new selection, whole, in one fenced block: no introduction, no explanation, nothing left out.',
    'Keep its indentation, its style and everything that was not asked to change.',
    ...(remark ? ['Do not add comments that speak about the change.'] : []),
    quotingRule(boundary),
  ].join('\n');
  const text = [
    ...quote(`${facts.path}, before the selection`, facts.before),
    ...quote(`${facts.path}, the selection`, facts.selected),
    ...quote(`${facts.path}, after the selection`, facts.after),
    `Change the selection: ${facts.instruction}`,
  ].join('\n\n');
  const request: ChatRequest = {
    kind: 'chat',
    model,
    messages: [
      { role: 'system', text: system },
      { role: 'user', parts: [{ kind: 'text', text }] },
    ],
    maxTokens: Math.min(mostOutputTokens, model.maxOutputTokens ?? mostOutputTokens),
    // A small change does not need a chain of thought, which costs many times what it does.
    thinking: model.thinkingSwitch === 'yes' ? 'off' : 'auto',
  };
  if (model.windowTokens === null) return { ok: true, value: request };
  const promptTokens = estimateTokens(request);
  const room = model.windowTokens - promptTokens - windowReserveTokens;
  if (room >= leastOutputTokens)
    return { ok: true, value: { ...request, maxTokens: Math.min(request.maxTokens, room) } };
  const askedTokens = promptTokens + leastOutputTokens + windowReserveTokens;
  return { ok: false, failure: { ...unsent('tooLong'), askedTokens, limitTokens: model.windowTokens } };
}

/** The lines of a new selection, as deep as the selection stood, with the tabs or spaces of the file. */
export function editedLines(
  file: readonly string[],
  selected: readonly string[],
  code: string,
): readonly string[] {
  const lines = linesOf(code).map(bare);
  const [own, target] = [sharedIndent(lines), sharedIndent(selected)];
  return reindented(lines, own, own.length < target.length ? target : own, stepOf(file));
}

/** The new selection of an answer so far; null while there is none. Without a fence the answer is the code. */
export function editedText(answer: string, isWhole: boolean): string | null {
  const [block] = codeBlocks(answer);
  if (block) return block.code;
  const text = answer.trimStart();
  return isWhole && text !== '' ? `${text.trimEnd()}\n` : null;
}
