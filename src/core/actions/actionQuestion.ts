// What each command asks, in words a person can read, edit and send again: they stand in the chat as a question of theirs.
import { type Sentence, sentence } from '../sentence.ts';

export type ActionKind =
  | 'explain'
  | 'fix'
  | 'improve'
  | 'generateTests'
  | 'generateDocs'
  | 'review'
  | 'explainTerminal';

export interface ActionFacts {
  /** What is attached are changes, not code as it stands. */
  readonly isDiff?: boolean;
  /** Name of the function or type that is meant, as the language server tells it. */
  readonly symbol?: string;
  /** The editor's id of the language. */
  readonly languageId: string;
  /** How many problems the editor reports there; they are attached. */
  readonly problems: number;
  /** Name of the test framework the project uses. */
  readonly testFramework?: string;
  /** Name of the language to answer in, when the question cannot be put in it. */
  readonly answerLanguage?: string;
}

/** The question in paragraphs: the first names what is meant (and becomes the title of a new chat), the rest how. */
export function actionQuestion(kind: ActionKind, facts: ActionFacts): readonly (readonly Sentence[])[] {
  const language = facts.answerLanguage ? [[sentence('Answer in {0}.', facts.answerLanguage)]] : [];
  return [[opening(kind, nameOf(facts.symbol), facts.isDiff === true)], orders[kind](facts), ...language];
}

/**
 * A name that can be nothing but a name. In Markdown a symbol is a heading, which could give orders: such a one is left
 * out, because what is attached says it anyway.
 */
function nameOf(symbol: string | undefined): string | null {
  const name = symbol?.replace(/^([^(]*)\(.*\)$/, '$1') ?? '';
  return /^[\p{L}_$#~][\p{L}\p{N}_$.:~]{0,79}$/u.test(name) ? name : null;
}

function opening(kind: ActionKind, name: string | null, isDiff: boolean): Sentence {
  switch (kind) {
    case 'explain':
      return name ? sentence('Explain {0}.', name) : sentence('Explain the attached code.');
    case 'fix':
      return name ? sentence('Fix {0}.', name) : sentence('Fix the attached code.');
    case 'improve':
      return name ? sentence('Improve {0}.', name) : sentence('Improve the attached code.');
    case 'generateTests':
      return name ? sentence('Write tests for {0}.', name) : sentence('Write tests for the attached code.');
    case 'generateDocs':
      return name
        ? sentence('Write documentation comments for {0}.', name)
        : sentence('Write documentation comments for the attached code.');
    case 'explainTerminal':
      return sentence('Explain what the terminal shows.');
    case 'review':
      if (isDiff) return sentence('Review the attached changes.');
      return name ? sentence('Review {0}.', name) : sentence('Review the attached code.');
  }
}

const orders: Readonly<Record<ActionKind, (facts: ActionFacts) => readonly Sentence[]>> = {
  explain: () => [
    sentence('First say in one or two sentences what it is for, then how it works.'),
    sentence(
      'Name what a caller must know: inputs, result, side effects, what can go wrong. Point out anything surprising.',
    ),
  ],
  fix: ({ problems }) => [
    problems > 0
      ? sentence(
          'The problems that the editor reports there are attached. Correct their cause instead of silencing them.',
        )
      : sentence('Find what is wrong with it, and say so plainly when nothing is.'),
    sentence(
      'Say in a sentence what was wrong, then give the corrected code whole, with nothing else changed.',
    ),
  ],
  improve: () => [
    sentence(
      'Make it clearer, simpler and more robust; what it does and what its callers see stays the same. Keep its style.',
    ),
    sentence('Give the whole new code, then the reason for each change in a line.'),
    sentence('Say so plainly when it is good as it is.'),
  ],
  generateTests: ({ testFramework }) => [
    testFramework
      ? sentence('Use {0}, as this project does.', testFramework)
      : sentence('Use the framework that is usual in this language.'),
    sentence(
      'Cover the normal case, the limits and each failure. Name every case after the behaviour it checks.',
    ),
    sentence('Give one complete file with its imports, and the path it should have.'),
  ],
  generateDocs: ({ languageId }) => [
    docForms[languageId]
      ? sentence('Use the form {0}.', docForms[languageId])
      : sentence('Use the form that is usual in this language.'),
    sentence(
      'Say what it is for, what each parameter means with its unit or allowed values, the result, and when it fails; nothing that the names already say.',
    ),
    sentence('Give the code with the comments added and nothing else changed.'),
  ],
  explainTerminal: () => [
    sentence('Say in a sentence what happened.'),
    sentence('When something failed, name its cause and the next step, with the command to type.'),
  ],
  review: () => [
    sentence(
      'Look for what is wrong or risky: errors, forgotten cases, races, security, wrong or missing tests. Leave taste aside.',
    ),
    sentence(
      'List the findings by weight. For each give the file with its line, what can happen, and how to mend it in a few words.',
    ),
    sentence('Say so plainly when nothing is wrong.'),
  ],
};

/** Proper names of comment forms, by the editor's id of the language. */
const docForms: Readonly<Record<string, string>> = {
  typescript: 'TSDoc',
  typescriptreact: 'TSDoc',
  javascript: 'JSDoc',
  javascriptreact: 'JSDoc',
  python: 'docstring (PEP 257)',
  rust: 'rustdoc',
  go: 'Go doc comment',
  java: 'Javadoc',
  kotlin: 'KDoc',
  csharp: 'XML documentation comment',
  php: 'PHPDoc',
  ruby: 'YARD',
  c: 'Doxygen',
  cpp: 'Doxygen',
};
