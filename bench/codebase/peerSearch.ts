// What codebase search is held against: a plain search for the question's words, as one does by hand with a text search.

/** Words that nobody would type into a search. */
const dropped = new Set(
  'a an and are at be by can do does for from has have how if in into is it its more of on one or so than that the their they this to was what when where which who with'.split(
    ' ',
  ),
);

export interface SearchedFile {
  readonly path: string;
  /** In lower case. */
  readonly text: string;
}

/** Files by how many different words of the question they hold, as parts of words too, then by how often. */
export function wordSearch(
  files: readonly SearchedFile[],
  question: string,
  most: number,
): readonly string[] {
  const words = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])].filter(
    (word) => !dropped.has(word),
  );
  return files
    .map(({ path, text }) => {
      const counts = words.map((word) => text.split(word).length - 1);
      const different = counts.filter((count) => count > 0).length;
      return { path, different, all: counts.reduce((sum, count) => sum + count, 0) };
    })
    .filter(({ different }) => different > 0)
    .sort((a, b) => b.different - a.different || b.all - a.all || (a.path < b.path ? -1 : 1))
    .slice(0, most)
    .map(({ path }) => path);
}
