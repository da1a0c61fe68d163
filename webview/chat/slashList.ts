// Completing a command: what stands behind the slash at the beginning of the message narrows the list.
import type { CommandView } from '../../src/protocol/chat.ts';
import { t } from '../texts.ts';
import type { TypeAheadRow } from './typeAhead.ts';

/** The name being typed; null when the message does not begin as a command, or its name is behind the caret already. */
export function typedCommand(text: string, caret: number): string | null {
  return /^\/([\p{L}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret))?.[1]?.toLowerCase() ?? null;
}

/**
 * Those that begin with what was typed, or where none does those that hold it: commands first, then the person's own prompts,
 * each in the order given.
 */
export function commandRows(commands: readonly CommandView[], typed: string): readonly TypeAheadRow[] {
  const beginning = commands.filter(({ name }) => name.startsWith(typed));
  const matching = beginning.length > 0 ? beginning : commands.filter(({ name }) => name.includes(typed));
  return [...matching]
    .sort((a, b) => Number(a.origin !== 'extension') - Number(b.origin !== 'extension'))
    .map(({ name, says, origin }) => ({
      id: name,
      label: `/${name}`,
      detail: says,
      group:
        origin === 'extension'
          ? t('Commands')
          : origin === 'profile'
            ? t('Your prompts')
            : t('Prompts of this project'),
    }));
}
