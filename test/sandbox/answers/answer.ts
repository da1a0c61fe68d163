// What the sandbox's models say: the same to the same request, and about what is really in the prompt.
import type { ChatBody } from '../chatBody.ts';
import { fillMiddle } from '../fim/middle.ts';
import { readPlace } from '../fim/place.ts';
import { isRecord } from '../json.ts';
import type { Model } from '../models.ts';
import type { Answer } from '../plan.ts';
import { commitMessage } from './commit.ts';
import { explainCode } from './explain.ts';
import { holeIn } from './hole.ts';
import { isChinese, speaker } from './language.ts';
import { describeImages } from './look.ts';
import { readQuestion } from './question.ts';
import { reasonAbout } from './reasoning.ts';
import { rewriteCode } from './rewrite.ts';
import { smallTalk } from './talk.ts';
import { callTool, sampleOf } from './tools.ts';

export interface ChatRequest {
  readonly body: ChatBody;
  readonly model: Model;
  readonly thinking: boolean;
}

/** A JSON answer where the request asks for one, by its schema if it has one. */
function jsonAnswer(body: ChatBody, question: string): string | undefined {
  const format = body.raw.response_format;
  if (!isRecord(format) || format.type === 'text') return undefined;
  const wrapper = isRecord(format.json_schema) ? format.json_schema : {};
  const schema = isRecord(wrapper.schema) ? wrapper.schema : undefined;
  if (schema === undefined) return JSON.stringify({ answer: question.slice(0, 80), ok: true });
  return JSON.stringify(sampleOf(schema, question));
}

export function answerChat({ body, model, thinking }: ChatRequest): Answer {
  if (body.prefix !== undefined || body.suffix !== undefined) {
    return { reasoning: '', text: fillMiddle(readPlace(body.prefix ?? '', body.suffix)) };
  }
  const question = readQuestion(body);
  const say = speaker(isChinese(question.words));
  const hole = holeIn(body);
  if (hole !== undefined) return { reasoning: '', text: fillMiddle(hole) };
  const reasoning = thinking ? reasonAbout(question, say) : '';

  const call = callTool(body);
  if (call !== undefined) return { reasoning, text: '', toolCalls: [call] };
  const json = jsonAnswer(body, question.words);
  if (json !== undefined) return { reasoning, text: json };
  if (question.images.length > 0) return { reasoning, text: describeImages(question, say) };
  if (question.task === 'commit') return { reasoning, text: commitMessage(question, say) };
  const rewritten = rewriteCode(question, say);
  if (rewritten !== undefined) return { reasoning, text: rewritten };
  const text = question.blocks.length > 0 ? explainCode(question, say) : smallTalk(question, model, say);
  return { reasoning, text };
}
