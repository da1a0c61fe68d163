// Fill-in-the-middle markers: the special tokens of the model families, and how a person's text is kept from being read as one.

/** A raw prompt template of one model family (siliconflow-api.md §3.4). */
export interface FimTemplate {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  /** Tokens after which nothing of the answer is wanted. */
  readonly stop: readonly string[];
}

const qwen: FimTemplate = {
  before: '<|fim_prefix|>',
  between: '<|fim_suffix|>',
  after: '<|fim_middle|>',
  stop: ['<|endoftext|>', '<|fim_pad|>', '<|file_sep|>', '<|im_end|>'],
};

const deepSeek: FimTemplate = {
  before: '<｜fim▁begin｜>',
  between: '<｜fim▁hole｜>',
  after: '<｜fim▁end｜>',
  stop: ['<｜end▁of▁sentence｜>'],
};

/** The template of a model's family by its id, or null when none is known. */
export function fimTemplateOf(modelId: string): FimTemplate | null {
  if (/qwen/i.test(modelId)) return qwen;
  if (/deepseek/i.test(modelId)) return deepSeek;
  return null;
}

// Every special token of both families has the shape <|name|> (Qwen) or <｜name▁name｜> (DeepSeek, full-width bar), without
// the spaces that operators have (`a <| b |> c`); <fim_prefix> is StarCoder's. The bounded lookahead keeps this linear.
const markerStart = /<(?=[|｜][\w▁]{1,40}[|｜]>|fim_(?:prefix|suffix|middle|pad)>)/g;

/**
 * The text with a space put into each marker, so that a tokenizer reads it as ordinary characters: a file about
 * language models must not end its own prompt. Applying it twice changes nothing more.
 */
export function neutraliseFimMarkers(text: string): string {
  return text.replace(markerStart, '< ');
}
