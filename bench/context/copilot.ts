// What Copilot's similar-files snippets hold at a place: the function of npm's @vscode/chat-lib that its prompt calls, with its
// default options, given the same files. Its text is cut at the same number of tokens, best snippets first.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { estimateTextTokens } from '../../src/core/tokens/estimator.ts';
import { installed } from './corpus.ts';
import { type HeldPlace, languageOf } from './places.ts';

const version = '0.66.0';
const module =
  '@vscode/chat-lib/dist/src/_internal/extension/completions-core/vscode-node/prompt/src/snippetInclusion/similarFiles.js';

interface Source {
  readonly uri: string;
  readonly relativePath: string;
  readonly languageId: string;
  readonly source: string;
}
/** Of the package only what is called here. */
interface SimilarFiles {
  readonly defaultSimilarFilesOptions: object;
  getSimilarSnippets(
    place: Source & { readonly offset: number },
    files: readonly Source[],
    options: object,
  ): Promise<readonly { readonly snippet: string; readonly score: number }[]>;
}

export type RivalContext = (place: HeldPlace, tokens: number) => Promise<string>;

/** Throws when the package cannot be installed or has changed its inside. */
export async function copilotContext(): Promise<RivalContext> {
  const folder = await installed(`chat-lib-${version}`, [`@vscode/chat-lib@${version}`]);
  const similar: SimilarFiles = createRequire(join(folder, 'package.json'))(
    join(folder, 'node_modules', module),
  );
  const sourceOf = (path: string, source: string): Source => ({
    uri: `file:///${path}`,
    relativePath: path,
    languageId: languageOf(path),
    source,
  });
  return async ({ file, text, offset, seen }, tokens) => {
    const snippets = await similar.getSimilarSnippets(
      { ...sourceOf(file.path, text), offset },
      // Newest first, as it sorts them.
      [...seen].reverse().map((one) => sourceOf(one.path, one.text)),
      similar.defaultSimilarFilesOptions,
    );
    const lines = [...snippets]
      .sort((a, b) => b.score - a.score)
      .flatMap(({ snippet }) => snippet.split('\n'));
    return within(lines, tokens);
  };
}

/** The first lines that are together worth at most so many tokens. */
export function within(lines: readonly string[], tokens: number): string {
  let left = tokens;
  const kept: string[] = [];
  for (const line of lines) {
    left -= estimateTextTokens(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return kept.join('\n');
}
