// A text as it may be indexed: secrets blanked out, every line where it was.
import { findSecrets } from '../outgoing/secrets.ts';

/** The index stays on this machine, but nobody looks there for keys to be deleted. */
export function withoutSecrets(text: string): string {
  let out = '';
  let at = 0;
  for (const { start, end } of findSecrets(text)) {
    out += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return out + text.slice(at);
}
