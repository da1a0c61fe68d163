// A request as a command that a person can run in a shell, with the name of a variable where the key goes.
import type { RequestHead } from './modelRequest.ts';

/** For `sh` and what is like it; `keyVariable` is the environment variable the shell takes the key from. */
export function asCurl(head: RequestHead, bodyText: string, keyVariable: string): string {
  const headers = Object.entries(head.headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [
    `curl --no-buffer -X ${head.method} ${quoted(head.url)}`,
    `-H "authorization: Bearer $${keyVariable}"`,
    ...headers,
    // Not `--data`, which takes out line ends and reads a file where the text begins with `@`.
    `--data-raw ${quoted(bodyText)}`,
  ].join(' \\\n  ');
}

/** Inside single quotes a shell reads every character as it is, but a single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
