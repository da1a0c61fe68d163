// A chat that really asks for a completion: code with a hole in it, told by a marker or by prefix and suffix elements.
import type { ChatBody } from '../chatBody.ts';
import { type Place, readPlace } from '../fim/place.ts';

const HOLE =
  /<\|?(?:cursor|caret|hole|fill(?:_?me|_?here)?|fim|completion)(?:\s*\/)?\|?>|\{\{(?:FILL_HERE|CURSOR|HOLE)\}\}|█/i;

export function holeIn(body: ChatBody): Place | undefined {
  const text = body.messages.at(-1)?.text ?? '';
  if (body.messages.at(-1)?.role !== 'user') return undefined;
  const place = readPlace(text, undefined);
  if (place.isTemplate) return place;
  const before = /<((?:prefix|before)[\w-]*)>\n?([\s\S]*?)<\/\1>/i.exec(text)?.[2];
  const after = /<((?:suffix|after)[\w-]*)>\n?([\s\S]*?)<\/\1>/i.exec(text)?.[2];
  if (before !== undefined) return readPlace(before, after ?? '');
  const fence = /^```[^\n]*\n([\s\S]*?)^```/m.exec(text)?.[1] ?? text;
  const hole = HOLE.exec(fence);
  if (hole === null) return undefined;
  return readPlace(fence.slice(0, hole.index), fence.slice(hole.index + hole[0].length));
}
