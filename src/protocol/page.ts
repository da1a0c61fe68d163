// The HTML of the chat page, with its policy: nothing is allowed but our own script, styles and thumbnails.

export interface ChatPage {
  /** Random per page, base64 or hex. */
  readonly nonce: string;
  /** `webview.cspSource`: where the editor serves local files from. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** BCP 47, from `vscode.env.language`. */
  readonly lang: string;
  /** English source string → translation; empty for English. */
  readonly texts: Readonly<Record<string, string>>;
  readonly dir?: 'ltr' | 'rtl';
  /** Where the page lives: the side bar view has the editor's own title bar with its buttons, a tab has none. */
  readonly home?: 'view' | 'tab';
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end the script element it stands in, nor start a comment in it. */
function embedded(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * The whole document. The policy names no remote origin: `data:` is for thumbnails the host made, scripts need the nonce,
 * and there are no inline styles. `form-action` and `base-uri` do not fall back to `default-src`.
 */
export function chatPageHtml(page: ChatPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data:`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(page.lang)}" dir="${page.dir ?? 'ltr'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SiliconFlow</title>
<link rel="stylesheet" href="${escaped(page.styleUri)}">
</head>
<body class="in-${page.home ?? 'tab'}">
<script type="application/json" id="texts" nonce="${escaped(page.nonce)}">${embedded(page.texts)}</script>
<script nonce="${escaped(page.nonce)}" src="${escaped(page.scriptUri)}"></script>
</body>
</html>`;
}
