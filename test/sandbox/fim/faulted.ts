// The real faults of fill-in-the-middle models, on demand.
import type { FaultSet } from '../faults.ts';
import type { Place } from './place.ts';

type Spoil = (text: string, place: Place) => string;

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

const SPOILS: Readonly<Record<string, Spoil>> = {
  'fim-empty': () => '',
  'fim-echo-suffix': (text, { after }) => text + after.slice(0, 400),
  'fim-fence': (text, { language }) => `\`\`\`${language}\n${text}\n\`\`\``,
  'fim-prose': (text) =>
    `Sure! Here is the completed code:\n\n${text}\n\nThis completes the function as requested.`,
  'fim-markers': (text) => `<|fim_middle|>${text}<|fim_pad|><|endoftext|>`,
  'fim-repeat': (text) => Array.from({ length: 40 }, () => firstLine(text)).join('\n'),
  'fim-repeat-above': (text, { before }) => {
    const above =
      before
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.trim() !== '')
        .at(-1) ?? text;
    return before.endsWith('\n') ? above : `\n${above}`;
  },
  'fim-wrong-indent': (text, { indentUnit }) =>
    text
      .split('\n')
      .map((line, index) => (index === 0 || line === '' ? line : indentUnit + line))
      .join('\n'),
  'fim-overlong': (text, { language }) => {
    const more = Array.from({ length: 20 }, (_, i) =>
      language === 'python'
        ? `def extra_${i}(value):\n    return value + ${i}\n`
        : `function extra${i}(value) {\n  return value + ${i};\n}`,
    );
    return `${text}\n\n${more.join('\n')}`;
  },
};

export function faultedMiddle(text: string, place: Place, faults: FaultSet): string {
  const name = faults.names().find((each) => each in SPOILS);
  return name === undefined ? text : (SPOILS[name]?.(text, place) ?? text);
}
