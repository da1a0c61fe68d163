// The request for a commit message: the diff as quoted data, the project's own style, and what is wanted.
import { type Result, unsent } from '../failure.ts';
import type { ModelFacts } from '../models/model.ts';
import { freshBoundary, quoteData, quotingRule } from '../outgoing/quote.ts';
import type { ChatRequest, PromptMessage } from '../request/modelRequest.ts';
import { estimateTokens } from '../tokens/estimator.ts';

export interface CommitFacts {
  readonly staged: boolean;
  /** Diffs of all files that may be sent, bounded. */
  readonly diff: string;
  /** Changed as well, but not shown: names only. */
  readonly unshown: readonly string[];
  /** Subjects of the latest commits, newest first. */
  readonly subjects: readonly string[];
  /** What the person has already written. */
  readonly begun: string;
  /** Name of the language to write in. */
  readonly language: string;
}

const mostSubjects = 10;
const mostUnshown = 20;
/** A message is short; a limit keeps what it can cost small. */
const mostOutputTokens = 1_024;
const windowReserveTokens = 512;

const instruction = [
  'You write the messages of git commits.',
  'Answer with the message alone: no fence, no quotation marks, no introduction, no explanation.',
].join(' ');

/** Fails unsent with `tooLong` when a small model has no room for the diff. `draw` gives random words. */
export function commitRequest(
  facts: CommitFacts,
  model: ModelFacts,
  draw: () => string,
): Result<ChatRequest> {
  const request: ChatRequest = {
    kind: 'chat',
    model,
    messages: commitMessages(facts, draw),
    maxTokens: Math.min(mostOutputTokens, model.maxOutputTokens ?? mostOutputTokens),
    // Thinking would cost many times what the message does.
    thinking: model.thinkingSwitch === 'yes' ? 'off' : 'auto',
  };
  if (model.windowTokens === null) return { ok: true, value: request };
  const neededTokens = estimateTokens(request) + request.maxTokens + windowReserveTokens;
  if (neededTokens <= model.windowTokens) return { ok: true, value: request };
  return {
    ok: false,
    failure: { ...unsent('tooLong'), askedTokens: neededTokens, limitTokens: model.windowTokens },
  };
}

export function commitMessages(facts: CommitFacts, draw: () => string): readonly PromptMessage[] {
  const { staged, diff, unshown, begun, language } = facts;
  const subjects = facts.subjects.slice(0, mostSubjects).join('\n');
  const names = unshown.slice(0, mostUnshown).join('\n');
  const boundary = freshBoundary(draw, [diff, subjects, names, begun]);
  const quote = (source: string, text: string): string[] => (text ? [quoteData(source, text, boundary)] : []);
  const wanted = [
    'Write the commit message for this diff.',
    subjects
      ? 'Follow the style of the latest subjects: their prefixes, scopes, case and length.'
      : 'Begin with a subject in the imperative.',
    'The subject has at most 72 characters and no full stop at its end. Where the reason or the consequences are not plain from it, add an empty line and a short body, wrapped at 72 characters.',
    ...(names ? ['The files under "changed, not shown" are part of the commit too.'] : []),
    ...(begun
      ? ['Keep what the person has already written: its meaning, its prefix, its issue numbers.']
      : []),
    `Write in ${language}.`,
  ].join(' ');
  const text = [
    ...quote('latest subjects', subjects),
    ...quote(staged ? 'git diff --cached' : 'git diff', diff),
    ...quote('changed, not shown', names),
    ...quote('already written', begun),
    wanted,
  ].join('\n\n');
  return [
    { role: 'system', text: `${instruction}\n\n${quotingRule(boundary)}` },
    { role: 'user', parts: [{ kind: 'text', text }] },
  ];
}
