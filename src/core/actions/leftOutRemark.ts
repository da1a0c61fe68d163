// What a chip of changes says of changes that are not in it. The chip is kept and sent on with the conversation: no names.
import { type Sentence, sentence } from '../sentence.ts';

export interface NotAttached {
  /** Files whose changes are not attached, and those of which only the beginning is. */
  readonly leftOut: readonly unknown[];
  readonly cut: readonly unknown[];
}

/** Undefined when everything is attached. */
export function leftOutRemark({ leftOut, cut }: NotAttached): Sentence | undefined {
  if (leftOut.length > 0 && cut.length > 0)
    return sentence(
      'Changed files that are left out: {0}. Files of which only the beginning is attached: {1}.',
      leftOut.length,
      cut.length,
    );
  if (leftOut.length > 0) return sentence('Changed files that are left out: {0}.', leftOut.length);
  return cut.length > 0
    ? sentence('Files of which only the beginning is attached: {0}.', cut.length)
    : undefined;
}
