// The names in a piece of code, and what a name is made of.

/** Words of three characters and more, in the order of their first use, without those that are mere syntax in some language. */
export function wordsOf(text: string): readonly string[] {
  const words = new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,80}/gu) ?? []);
  return [...words].filter((word) => !isSyntax(word));
}

/** A word that is no name in some language. */
export function isSyntax(word: string): boolean {
  return syntax.has(word);
}

/** `createReducer`, `create_reducer` and `CREATE_REDUCER` are all made of `create` and `reducer`. */
export function partsOf(word: string): readonly string[] {
  const known = taken.get(word);
  if (known !== undefined) return known;
  const parts = word.split(/[_$\d]+|(?<=[\p{Ll}])(?=\p{Lu})/u).map((part) => part.toLowerCase());
  const fresh = [...new Set(parts.filter((part) => part.length >= 3))];
  if (taken.size >= MOST_TAKEN) taken.clear();
  taken.set(word, fresh);
  return fresh;
}

/** The same names come again at every place of a workspace. */
const MOST_TAKEN = 10_000;
const taken = new Map<string, readonly string[]>();

const syntax: ReadonlySet<string> = new Set(
  `abstract and any assert async await bool boolean break case catch char class const continue declare def default del delete
  double elif else elseif end enum except export extends false final finally float for foreach from func function get global
  goto if implements import include instanceof int interface internal lambda let long match mod module mut namespace never new
  nil none not null None number object out override package pass private protected pub public raise readonly ref require
  return satisfies self set short signed sizeof static string struct super switch symbol template this throw throws True False
  true try type typedef typeof undefined union unknown unsigned use using var virtual void volatile where while with
  yield`.split(/\s+/),
);
