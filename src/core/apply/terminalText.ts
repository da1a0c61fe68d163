// What may be put at the prompt of a terminal: one line, nothing hidden in it, nothing that runs by itself. A line end is
// Enter to a shell, so several commands are joined, and what cannot be joined is refused.
import { hasHidden, visible } from '../outgoing/visible.ts';
import { type Sentence, sentence } from '../sentence.ts';

export type TerminalText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: Sentence };

/** Terminals take no longer line in. */
const mostCharacters = 3_000;
/** Beginnings and ends of what goes on over several lines. */
const compound =
  /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function|foreach|switch|try|catch|begin|end|param)\b|^[{}()]|<<|^@'|^@"|[{(]$|\b(?:then|do|else)$|;;$|^:/;

export function terminalText(code: string, language: string): TerminalText {
  if (hasHidden(code.replace(/\t/g, ' ')))
    return {
      ok: false,
      why: sentence('These commands hide characters: {0}', visible(code.trim()).slice(0, 300)),
    };
  const kind = /^(?:powershell|pwsh|ps1?)$/i.test(language) ? '; ' : ' && ';
  const lines = commandsOf(code, language);
  const [first] = lines;
  if (first === undefined) return { ok: false, why: sentence('The code block is empty.') };
  if (lines.length > 1 && !lines.every(standsAlone))
    return {
      ok: false,
      why: sentence(
        'These lines belong together and would run one by one in a terminal. Copy them, or save them as a script.',
      ),
    };
  const text = lines.reduce(
    (joined, line) => `${joined}${/(?:\||&&|&|;)$/.test(joined) ? ' ' : kind}${line}`,
  );
  if (text.length > mostCharacters)
    return { ok: false, why: sentence('These commands are too long for one line of a terminal.') };
  return { ok: true, text };
}

/** Without prompts, remarks and what a command printed; a line that ends in a backslash goes on in the next. */
function commandsOf(code: string, language: string): readonly string[] {
  const continued = /^(?:powershell|pwsh|ps1?)$/i.test(language) ? /`\n\s*/g : /\\\n\s*/g;
  const lines = code
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(continued, '')
    .split('\n')
    .map((line) => line.replace(/\t+/g, ' ').trim())
    .filter((line) => line !== '');
  const prompt = /^(?:\$|%|>|PS [^>]*>)\s+/;
  const typed = lines.filter((line) => prompt.test(line));
  const meant = typed.length > 0 ? typed.map((line) => line.replace(prompt, '')) : lines;
  const remark = /^(?:bat|cmd|batch)$/i.test(language) ? /^(?:REM\b|::)/i : /^#/;
  return meant.filter((line) => !remark.test(line));
}

/** One whole command: it opens nothing that a later line closes, and ends in no remark that would swallow the next. */
function standsAlone(line: string): boolean {
  if (compound.test(line) || /\s#/.test(line)) return false;
  const outside = line.replace(/\\./g, '').replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '');
  if (/['"`]/.test(outside)) return false;
  const count = (mark: string): number => outside.split(mark).length;
  return count('(') === count(')') && count('{') === count('}');
}
