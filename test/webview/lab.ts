// Runs in the browser: the Markdown renderer alone, for tests that compare drawing in pieces with drawing at once.

import MarkdownIt from 'markdown-it';
import { tokensOf } from '../../webview/markdown/parse.ts';
import { drawWhole, StreamedMarkdown } from '../../webview/markdown/streamedMarkdown.ts';

function onPage(draw: (root: HTMLElement) => void): HTMLElement {
  const root = document.createElement('div');
  document.body.append(root);
  draw(root);
  // Colouring comes later, and what is compared is what a person sees: neighbouring text nodes are one text.
  for (const code of root.querySelectorAll('code.uncoloured')) {
    code.removeAttribute('class');
    code.removeAttribute('data-language');
  }
  root.normalize();
  root.remove();
  return root;
}

/** The page after pushing the pieces, with a drawing after each, and after finishing. */
function streamed(pieces: readonly string[]): HTMLElement {
  return onPage((root) => {
    const stream = new StreamedMarkdown(root, true);
    let nowMs = 0;
    for (const piece of pieces) {
      stream.push(piece);
      nowMs += 1e6;
      stream.draw(nowMs);
    }
    stream.finish();
  });
}

function whole(text: string): HTMLElement {
  return onPage((root) => void drawWhole(root, text, true));
}

interface Difference {
  readonly pieces: string;
  readonly whole: string;
  readonly streamed: string;
}

/** The first case for which both ways do not give the same page, and where they differ; null when all agree. */
function firstDifference(
  cases: readonly { readonly text: string; readonly pieces: readonly string[] }[],
): Difference | null {
  for (const { text, pieces } of cases) {
    const expected = whole(text);
    const found = streamed(pieces);
    if (expected.isEqualNode(found)) continue;
    const at = Array.from(expected.childNodes).findIndex(
      (node, index) => !node.isEqualNode(found.childNodes[index] ?? null),
    );
    const shown = (root: HTMLElement): string =>
      Array.from(root.children)
        .slice(at < 0 ? -1 : at)
        .map((node) => node.outerHTML.replace(/<figcaption>.*?<\/figcaption>/gs, ''))
        .join('')
        .slice(0, 1_500);
    return { pieces: JSON.stringify(pieces), whole: shown(expected), streamed: shown(found) };
  }
  return null;
}

export interface Lab {
  readonly streamed: (pieces: readonly string[]) => string;
  readonly whole: (text: string) => string;
  readonly firstDifference: typeof firstDifference;
  /** The page's own parse, nothing drawn. */
  readonly parse: (markdown: string) => void;
  /** HTML of an ordinary Markdown page. */
  readonly naive: (markdown: string) => string;
}

const ordinary = new MarkdownIt();

Object.assign(window, {
  lab: {
    streamed: (pieces) => streamed(pieces).innerHTML,
    whole: (text) => whole(text).innerHTML,
    firstDifference,
    parse: (markdown) => void tokensOf(markdown, {}),
    naive: (markdown) => ordinary.render(markdown),
  } satisfies Lab,
});
