// How long an answer is likely to be: the lengths of earlier answers to questions like this one, the nearest ones counting most.
import type { ChatRequest, PromptMessage } from '../request/modelRequest.ts';
import { estimateMessages } from '../tokens/estimator.ts';
import { type TextTokens, textTokens } from '../tokens/textTokens.ts';
import { lengthPrior } from './answerPrior.ts';
import type { Purpose } from './receipt.ts';

/** What is known of a question before it is sent and says something about the length of its answer. Numbers only, no text. */
export interface QuestionTraits {
  readonly purpose: Purpose;
  /** `no` where the model cannot or must not reason first. */
  readonly thinking: 'no' | 'auto' | 'on';
  readonly images: number;
  /** Tokens of the words the person wrote, and of the files quoted before them. */
  readonly wordTokens: number;
  readonly quotedTokens: number;
  /** Tokens of the conversation before it. */
  readonly historyTokens: number;
  /** Something is to be written, repaired or rewritten: the answer is likely to hold code, and as much as was given. */
  readonly makes: boolean;
  /** Shares of the words' tokens, 0 to 1: Chinese and its like, and what is neither letter nor character. */
  readonly hanShare: number;
  readonly markShare: number;
}

/** One answer that came to its own end. */
export interface AnswerSeen {
  readonly traits: QuestionTraits;
  /** As billed: the chain of thought included. */
  readonly tokens: number;
}

/** A possible length and how likely it is beside the others. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Answers remembered for each model. */
export const answersKept = 64;

/** How much an answer of another model says, and one of another way to think, to see or of another purpose. */
const acrossModels = 0.6;
const acrossThinking = 0.1;
const acrossImages = 0.15;
const acrossPurposes = 0.4;
const acrossMaking = 0.35;
/** With every newer answer an older one loses this share of its weight. */
const fading = 0.02;
/** What is expected of any model before it is known, beside answers with a weight of 1 each. */
const priorWeight = 0.25;
/** Differences of a trait that make an answer count for little (a standard deviation of the kernel). */
const near = { words: 1.2, quoted: 0.7, history: 1.6, han: 0.6, marks: 0.6 } as const;
/** Each answer stands for lengths around its own: offsets of the logarithm with their weights. */
const around = [
  [-0.3, 0.15],
  [-0.12, 0.22],
  [0, 0.26],
  [0.12, 0.22],
  [0.35, 0.15],
] as const;

/** The traits of a request's last question. */
export function traitsOf(request: ChatRequest, purpose: Purpose): QuestionTraits {
  const last = request.messages.findLast((message) => message.role === 'user');
  const { text, words, quoted, images } = partsOf(last);
  const { byScript, estimate } = words;
  const share = (tokens: number): number => (estimate > 0 ? round(tokens / estimate, 2) : 0);
  const cannot = request.model.reasoning === 'no' || request.thinking === 'off';
  return {
    purpose,
    thinking: cannot ? 'no' : request.thinking === 'on' ? 'on' : 'auto',
    images,
    wordTokens: Math.round(estimate),
    quotedTokens: Math.round(quoted.estimate),
    historyTokens: Math.round(estimateMessages(request.messages.slice(1, -1))),
    makes: making.test(text),
    hanShare: share(byScript.han.estimate + byScript.other.estimate),
    markShare: share(byScript.marks.estimate),
  };
}

/**
 * Possible lengths of the answer in tokens, at most `mostTokens`, with a chain of thought of at most
 * `thinkingBudgetTokens` where one is sent. `own` are earlier answers of this model, `others` those
 * of other models, both oldest first.
 */
export function answerLengths(
  traits: QuestionTraits,
  own: readonly AnswerSeen[],
  others: readonly AnswerSeen[],
  mostTokens: number,
  thinkingBudgetTokens?: number,
): readonly Weighted[] {
  const lengths: Weighted[] = lengthPrior(traits, thinkingBudgetTokens).map(({ value, weight }) => ({
    value,
    weight: weight * priorWeight,
  }));
  const add = (answers: readonly AnswerSeen[], trust: number): void =>
    answers.forEach((answer, index) => {
      const age = answers.length - 1 - index;
      const weight = trust * likeness(traits, answer.traits) * (1 - fading) ** age;
      if (weight < 1e-4) return;
      for (const [offset, part] of around)
        lengths.push({ value: answer.tokens * Math.exp(offset), weight: weight * part });
    });
  add(own, 1);
  add(others, acrossModels);
  return lengths.map(({ value, weight }) => ({ value: Math.min(mostTokens, Math.max(1, value)), weight }));
}

/** Answers after which the long ones among them are known, and the share of all that are shorter. */
const enough = 12;
const nearlyAll = 0.975;

/** A length that hardly any answer to such a question has, by this model's own answers; undefined while they are few. */
export function longAnswer(
  traits: QuestionTraits,
  own: readonly AnswerSeen[],
  mostTokens: number,
): number | undefined {
  if (own.length < enough) return undefined;
  const rising = answerLengths(traits, own, [], mostTokens).toSorted((a, b) => a.value - b.value);
  let left = nearlyAll * rising.reduce((sum, { weight }) => sum + weight, 0);
  const found = rising.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  });
  return found && Math.ceil(found.value);
}

/** 1 for the same question, near 0 for one that has nothing to do with it. */
function likeness(a: QuestionTraits, b: QuestionTraits): number {
  const apart =
    ((logOf(a.wordTokens) - logOf(b.wordTokens)) / near.words) ** 2 +
    ((logOf(a.quotedTokens) - logOf(b.quotedTokens)) / near.quoted) ** 2 +
    ((logOf(a.historyTokens) - logOf(b.historyTokens)) / near.history) ** 2 +
    ((a.hanShare - b.hanShare) / near.han) ** 2 +
    ((a.markShare - b.markShare) / near.marks) ** 2;
  return (
    Math.exp(-apart / 2) *
    (a.thinking === b.thinking ? 1 : acrossThinking) *
    (a.makes === b.makes ? 1 : acrossMaking) *
    (a.images > 0 === b.images > 0 ? 1 : acrossImages) *
    (a.purpose === b.purpose ? 1 : acrossPurposes)
  );
}

function logOf(count: number): number {
  return Math.log(4 + count);
}

/** Verbs that ask for something to be made, in the two languages of the extension. Others count as questions. */
const making =
  /\b(add|build|clean|convert|correct|create|document|extend|extract|fix|generate|implement|improve|make|migrate|optimi[sz]e|port|refactor|remove|rename|repair|replace|rewrite|simplify|solve|split|test|translate|update|write)\b|写|改|修|重构|优化|简化|实现|生成|添加|增加|补充|删除|替换|翻译|转换|拆分|提取|创建/i;

interface QuestionParts {
  readonly text: string;
  readonly words: TextTokens;
  readonly quoted: TextTokens;
  readonly images: number;
}

const parted = new WeakMap<PromptMessage, QuestionParts>();

/** The words stand after the last quoted file (chat/prompt.ts). */
function partsOf(message: PromptMessage | undefined): QuestionParts {
  const known = message && parted.get(message);
  if (known) return known;
  const parts = message?.role === 'user' ? message.parts : [];
  const text = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
  const mark = text.lastIndexOf('\n</data-');
  const end = mark < 0 ? 0 : Math.max(mark, text.indexOf('>', mark)) + 1;
  const own = text.slice(end);
  const made = {
    // A long text says what it wants at its beginning or its end.
    text: own.length > 1_000 ? `${own.slice(0, 500)}\n${own.slice(-500)}` : own,
    words: textTokens(own),
    quoted: textTokens(text.slice(0, end)),
    images: parts.filter((part) => part.kind === 'image').length,
  };
  if (message) parted.set(message, made);
  return made;
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
