// What an error answer or an error inside a stream says, in any of the shapes seen (siliconflow-api.md §6.1).
import * as v from 'valibot';
import { isObject } from './isObject.ts';

export interface ErrorWords {
  readonly code?: number;
  readonly message: string;
  /** OpenAI's shape names the parameter in a field of its own. */
  readonly parameter?: string;
}

const code = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))]),
      v.safeInteger(),
      v.minValue(0),
    ),
  ),
  undefined,
);
const words = v.object({
  code,
  message: v.pipe(v.string(), v.minLength(1)),
  param: v.fallback(v.optional(v.string()), undefined),
});
const own = v.object({ code, message: v.pipe(v.string(), v.minLength(1)) });
const wrapped = v.object({ error: v.union([words, v.pipe(v.string(), v.minLength(1))]) });
const choicesOrData = v.object({ choices: v.array(v.unknown()) });

/** The error words of a parsed JSON value, or null when it is not an error. */
export function errorWordsOf(value: unknown): ErrorWords | null {
  // Nearly every value that is asked about is a piece of an answer, and to fail a schema costs more than to pass one.
  if (isObject(value) && value.error == null && Array.isArray(value.choices)) return null;
  const inside = v.safeParse(wrapped, value);
  if (inside.success) {
    const error = inside.output.error;
    if (typeof error === 'string') return { message: error };
    return {
      message: error.message,
      ...(error.code === undefined ? {} : { code: error.code }),
      ...(error.param === undefined ? {} : { parameter: error.param }),
    };
  }
  if (v.is(choicesOrData, value)) return null;
  const flat = v.safeParse(own, value);
  if (!flat.success) return null;
  return {
    message: flat.output.message,
    ...(flat.output.code === undefined ? {} : { code: flat.output.code }),
  };
}

/** The words of a whole error body: JSON in one of the shapes, a JSON string, plain text, a page, or nothing. */
export function readErrorBody(bodyText: string): ErrorWords {
  let value: unknown;
  try {
    value = JSON.parse(bodyText);
  } catch {
    return { message: /^\s*<(?:!doctype|html)/i.test(bodyText) ? titleOf(bodyText) : bodyText };
  }
  if (typeof value === 'string') return { message: value };
  return errorWordsOf(value) ?? { message: bodyText };
}

function titleOf(page: string): string {
  return /<title[^<>]{0,100}>([^<]{0,200})/i.exec(page)?.[1]?.trim() ?? 'HTML';
}
