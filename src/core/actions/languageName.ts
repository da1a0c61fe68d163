// A language by its name, for an instruction to a model: in English and in itself, so that every model understands it.

/** `zh-cn` -> `Chinese (China) (中文（中国）)`; `en` -> `English`. Undefined for a tag that nobody knows. */
export function languageName(tag: string): string | undefined {
  const english = nameIn('en', tag);
  if (english === undefined) return undefined;
  const own = nameIn(tag, tag);
  return own === undefined || own === english ? english : `${english} (${own})`;
}

function nameIn(locale: string, tag: string): string | undefined {
  try {
    const name = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' }).of(tag);
    return name || undefined;
  } catch {
    return undefined;
  }
}

/**
 * The language to ask an answer in, for an editor in the language `tag`: nothing when the
 * question itself is already in it, because a model answers in the language of the question.
 */
export function answerLanguage(tag: string, isTranslated: boolean): string | undefined {
  if (isTranslated || /^en\b/i.test(tag)) return undefined;
  return languageName(tag);
}
