// Tool calls that fit: a tool of the request whose name or purpose the question speaks of, with arguments by its schema.
import type { ChatBody } from '../chatBody.ts';
import { asList, asText, isRecord, type Json } from '../json.ts';
import type { ToolCall } from '../plan.ts';
import { words } from './code.ts';

/** A value that the schema accepts; strings come from the question where it holds something path-like or quoted. */
export function sampleOf(schema: Json, question: string, name = ''): unknown {
  const choices = asList(schema.enum);
  if (choices.length > 0) return choices[0];
  if (schema.const !== undefined) return schema.const;
  const properties = schema.properties;
  switch (asText(schema.type) ?? (isRecord(properties) ? 'object' : 'string')) {
    case 'object': {
      const fields = isRecord(properties) ? Object.entries(properties) : [];
      const required = asList(schema.required);
      const wanted = required.length === 0 ? fields : fields.filter(([key]) => required.includes(key));
      return Object.fromEntries(
        wanted.map(([key, value]) => [key, sampleOf(isRecord(value) ? value : {}, question, key)]),
      );
    }
    case 'array':
      return [sampleOf(isRecord(schema.items) ? schema.items : {}, question, name)];
    case 'integer':
    case 'number':
      return Number(/\b\d+\b/.exec(question)?.[0] ?? 1);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default: {
      const path = /[\w@.-]+(?:\/[\w@.-]+)*\.[A-Za-z]\w{0,4}\b/.exec(question)?.[0];
      const quoted = /[`"“]([^`"”\n]{1,80})[`"”]/.exec(question)?.[1];
      const isPath = /path|file|uri/i.test(name);
      return (
        (isPath ? (path ?? quoted) : (quoted ?? path)) ?? question.trim().split('\n')[0]?.slice(0, 80) ?? ''
      );
    }
  }
}

/** A call when the request forces one, or when the last message is a question that names a tool's words. */
export function callTool(body: ChatBody): ToolCall | undefined {
  const last = body.messages.at(-1);
  if (last?.role !== 'user' || body.tools.length === 0) return undefined;
  const choice = body.raw.tool_choice;
  if (choice === 'none') return undefined;
  const forced = isRecord(choice) && isRecord(choice.function) ? choice.function.name : undefined;
  const question = last.text.toLowerCase();
  const speaksOf = (name: string): boolean =>
    question.includes(name.toLowerCase()) ||
    words(name)
      .split(/[\s-]+/)
      .every((word) => question.includes(word));
  const tool =
    body.tools.find((each) => each.name === forced) ??
    body.tools.find((each) => speaksOf(each.name)) ??
    (choice === 'required' ? body.tools[0] : undefined);
  if (tool === undefined) return undefined;
  const args = JSON.stringify(sampleOf(tool.parameters, last.text));
  return {
    id: `call_${body.messages.length.toString().padStart(4, '0')}sandbox`,
    name: tool.name,
    arguments: args,
  };
}
