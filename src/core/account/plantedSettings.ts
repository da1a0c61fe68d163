// Which of the extension's settings a workspace tries to set. They have no effect; the person is told that they are there.

/** The most that is named of one workspace: a sentence, not a list. */
const mostNamed = 5;
const named = /"(siliconflow(?:\.[A-Za-z]{1,40}){0,3})"\s*:/g;

/**
 * Names under `siliconflow` that the text of a `settings.json` or `.code-workspace` sets, in dotted or nested form, each
 * once. The text is JSON with comments; what is commented out does not count. A name written with escapes counts.
 */
export function plantedSettings(text: string): readonly string[] {
  const plain = withoutComments(text).replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const names = [...plain.matchAll(named)].map(([, name = '']) => name);
  return [...new Set(names)].slice(0, mostNamed);
}

/**
 * Strings are kept whole: `//` inside one is an address and no comment. Every token is matched where the last one ended,
 * open ends to the end of the text or line, so that no text takes more than one pass.
 */
const token =
  /"(?:[^"\\\n]|\\.)*(?:"|\\?$|\\?(?=\n))|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$)|[^"/]+|["/]/gy;

function withoutComments(text: string): string {
  return text.replace(token, (part) => (/^\/[/*]/.test(part) ? ' ' : part));
}
