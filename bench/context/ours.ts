// Our context stage at a place: the files that were seen, what the language server says, and the lines chosen of them.
import { Context, contextLimits, type Neighbour } from '../../src/core/completion/context.ts';
import { importedNames, namesNear } from '../../src/core/completion/neighbourhood/asked.ts';
import { type Declaration, withDeclarations } from '../../src/core/completion/neighbourhood/declared.ts';
import { wordsOf } from '../../src/core/completion/neighbourhood/words.ts';
import type { LanguageServer } from './languageServer.ts';
import { type HeldPlace, languageOf, snapshotOf } from './places.ts';

/**
 * The context of `tokens` tokens, how long it took to choose it (not what the language server took), and how long it takes to
 * look for words in the same texts once.
 */
export function ourContext(
  place: HeldPlace,
  tokens: number,
  server: LanguageServer | null,
): { readonly text: string; readonly tookMs: number; readonly onceMs: number } {
  const { workspace, file } = place;
  const seen = place.seen.map(
    (one, recency): Neighbour => ({ ...one, languageId: languageOf(one.path), recency }),
  );
  const itself = { path: file.path, languageId: languageOf(file.path), text: place.text, recency: 100 };
  const neighbours = withDeclarations([...seen, itself], declared(place, server), (path) => {
    const other = workspace.files.find((one) => one.path === path);
    return other && { languageId: languageOf(path), text: other.text };
  });
  const at = snapshotOf(file.path, place.text, place.offset);
  const context = new Context({ ...contextLimits, tokens });
  const before = performance.now();
  const text = context.at(at, () => neighbours);
  const chosen = performance.now();
  for (const neighbour of neighbours) wordsOf(neighbour.text);
  return { text, tookMs: chosen - before, onceMs: performance.now() - chosen };
}

function declared(place: HeldPlace, server: LanguageServer | null): readonly Declaration[] {
  if (server === null) return [];
  const { path, text } = place.file;
  server.set(path, place.text);
  const left = place.text.slice(0, place.offset).split('\n');
  const caretLine = left.length - 1;
  const found = [
    ...importedNames(place.text.split('\n')).flatMap((name) => server.declarations(path, name, 'name')),
    ...namesNear(left, caretLine).flatMap((name) =>
      (['type', 'name'] as const)
        .flatMap((of) => server.declarations(path, name, of))
        .map((one) => ({ ...one, linesAway: caretLine - name.line })),
    ),
  ];
  server.set(path, text);
  return found;
}
