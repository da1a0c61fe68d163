// Answers as asked for by a fault: empty, all thought, thought in tags, tool calls with their quirks, hostile text, showpieces.
import type { ChatBody } from '../chatBody.ts';
import type { FaultSet } from '../faults.ts';
import type { Answer, ToolCall } from '../plan.ts';
import { countTokens } from '../tokens.ts';
import { HOSTILE_ANSWER } from './hostile.ts';
import { MANY_FILES_ANSWER, RICH_ANSWER } from './showpieces.ts';
import { callTool } from './tools.ts';

export const THOUGHT = 'First I look at what is asked, then at what the code does, then I answer briefly.';

function toolCall(body: ChatBody, faults: FaultSet): ToolCall {
  const call = callTool(body) ?? {
    id: 'call_sandbox0001',
    name: 'read_file',
    arguments: '{"path": "src/tariff.ts", "reason": "the price rule is there"}',
  };
  return {
    name: call.name,
    id: faults.has('tool-no-id') ? undefined : call.id,
    arguments: faults.has('tool-bad-json')
      ? `${call.arguments.slice(0, -1)}, "unfinished": `
      : call.arguments,
  };
}

export function faultedAnswer(answer: Answer, body: ChatBody, faults: FaultSet): Answer {
  const thought = answer.reasoning === '' ? THOUGHT : answer.reasoning;
  if (faults.has('stop-empty')) return { reasoning: '', text: '' };
  if (faults.has('reasoning-only')) return { reasoning: thought, text: '' };
  if (faults.has('think-tags'))
    return { reasoning: '', text: `<think>\n${thought}\n</think>\n\n${answer.text}` };
  if (faults.has('hostile')) return { ...answer, text: HOSTILE_ANSWER };
  if (faults.has('rich')) return { ...answer, text: RICH_ANSWER };
  if (faults.has('many-files')) return { ...answer, text: MANY_FILES_ANSWER };
  if (['tool-calls', 'tool-bad-json', 'tool-no-id'].some((name) => faults.has(name))) {
    return { reasoning: answer.reasoning, text: '', toolCalls: [toolCall(body, faults)] };
  }
  const atLeast = faults.number('long-answer', 2000);
  if (atLeast === undefined) return answer;
  const times = Math.ceil(atLeast / Math.max(1, countTokens(answer.text)));
  const again = Array.from({ length: times }, (_, i) => `## ${i + 1}\n\n${answer.text}`);
  return { ...answer, text: again.join('\n\n') };
}
