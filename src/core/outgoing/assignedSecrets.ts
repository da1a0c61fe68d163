// Secrets known by what stands before them: `password = …`, `"api_key": "…"`, `Authorization: Bearer …`, `user:…@host`.
import { entropyBits, looksSecret } from './randomness.ts';
import type { SecretSpan } from './secrets.ts';

/** Words, in lower case, after which a value is looked at. `key` counts only with one of `keyKinds` before it. */
const keywords: readonly string[] = [
  'passw',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'credential',
  'auth',
  'key',
  'bearer ',
];
const keyKinds =
  /(?:api|access|account|shared|private|secret|encryption|encrypt|signing|master|client|app|auth|service|storage|subscription|license|deploy)[_\-. ]?$/;

/**
 * From a keyword to its value: the rest of the name, a closing quote or bracket, an optional type, an assignment sign (or a
 * comma between two strings), and the value with or without quotes. Repetitions are bounded.
 */
const assignment =
  /(?!author)[\w.-]{0,40}(?:["'`]\]?)?(?:[ \t]{0,8}:[ \t]{0,4}(?:string|str|String|&str|char\*)[ \t]{0,4}=|[ \t]{0,16}(?::=|=>|==|=|:|>)|(?<=["'`]),)[ \t]{0,16}(?:\r?\n[ \t]{1,40})?(?:(?:[rbuf@]|String\()?(["'`])([^"'`\r\n]{8,512})\1|([^\s"'`,;(){}<>[\]]{8,512}))/y;

const authorization =
  /authorization(?:["'`]\]?)?[ \t]{0,8}[:=,][ \t]{0,8}["'`]?(?:(?:bearer|basic|token|apikey|digest)[ \t]{1,4})?([A-Za-z0-9._~+/=-]{16,4096})/iy;
const bearer = /bearer[ \t]{1,4}([A-Za-z0-9._~+/=-]{16,4096})/iy;

export function findAssigned(text: string): SecretSpan[] {
  const lower = lowerCased(text);
  const spans: SecretSpan[] = [];
  for (const keyword of keywords) {
    for (let at = lower.indexOf(keyword); at >= 0; at = lower.indexOf(keyword, at + keyword.length)) {
      const span =
        keyword === 'key'
          ? keyKinds.test(lower.slice(Math.max(0, at - 16), at)) && assignedAt(text, at)
          : keyword === 'bearer '
            ? headerAt(text, at, bearer)
            : keyword === 'auth'
              ? (headerAt(text, at, authorization) ?? assignedAt(text, at))
              : assignedAt(text, at);
      if (span) spans.push(span);
    }
  }
  spans.push(
    ...findInAddresses(text),
    ...findHookAddresses(text),
    ...findLogins(text),
    ...findAzureSecrets(text),
  );
  return spans;
}

/** Lower case of the same length: some letters (`İ`) grow when lowered, which would shift every place after them. */
function lowerCased(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** `<apiToken>…</apiToken>`: a bare `>` compares, unless a tag closes behind the value. */
const elementStart = /[^=]>\s{0,60}$/;
const elementEnd = /^\s{0,40}<\//;

function assignedAt(text: string, at: number): SecretSpan | null {
  assignment.lastIndex = at;
  const match = assignment.exec(text);
  if (match === null) return null;
  const quoted = match[2];
  const value = quoted ?? match[3] ?? '';
  const name = match[0].slice(0, match[0].length - value.length);
  const isPassword = /^(?:passw|passphrase|pwd)/i.test(name);
  // Without quotes code is more likely than a value: only what looks drawn counts.
  if (!looksSecret(value, isPassword && quoted !== undefined)) return null;
  if (quoted === undefined && !isBareValue(value)) return null;
  if (
    elementStart.test(name) &&
    !elementEnd.test(text.slice(assignment.lastIndex, assignment.lastIndex + 60))
  )
    return null;
  const start = match.index + match[0].lastIndexOf(value);
  const rule = isPassword ? 'password' : 'assigned-secret';
  return { rule, start, end: start + value.length };
}

/** An unquoted right side that is no expression: no call, no member, no operator, and mixed like a drawn value. */
function isBareValue(value: string): boolean {
  return !/^[A-Za-z_$][\w$]*[.?!:][\w$.?!]*$/.test(value) && !/[*|&^~]{2}|=>/.test(value);
}

function headerAt(text: string, at: number, pattern: RegExp): SecretSpan | null {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  const value = match?.[1];
  if (match === null || value === undefined) return null;
  const isDrawn = looksSecret(value, false) || (value.length >= 32 && entropyBits(value) >= 4);
  const start = match.index + match[0].length - value.length;
  return isDrawn ? { rule: 'authorization', start, end: start + value.length } : null;
}

const userInfo = /:\/\/[^\s:@/'"`<>]{0,100}:([^\s@/'"`<>]{3,200})@[\w.[-]/y;
const standIn =
  /^(?:pass|password|passwd|pwd|secret|token|user|username|x+|\*+|\.+)$|^[$%<{[]|\$\{|\{\{|example|your/i;

/** Passwords in addresses: `postgres://user:…@host`. */
function findInAddresses(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    userInfo.lastIndex = at;
    const match = userInfo.exec(text);
    const password = match?.[1];
    if (match === null || password === undefined || standIn.test(password)) continue;
    const start = at + match[0].length - password.length - 2;
    spans.push({ rule: 'address-password', start, end: start + password.length });
  }
  return spans;
}

/** Whoever has one of these addresses can write into the room behind it: the path is the secret. */
const hookAddresses: readonly (readonly [host: string, secret: RegExp])[] = [
  ['hooks.slack.com/', /(?:services|workflows|triggers)\/([\w/+-]{20,200})/y],
  ['discord.com/api/webhooks/', /\d{10,25}\/([\w-]{40,120})/y],
  ['discordapp.com/api/webhooks/', /\d{10,25}\/([\w-]{40,120})/y],
  ['webhook.office.com/webhookb2/', /([\w@-]{40,120}\/IncomingWebhook\/[\w/-]{32,120})/y],
  ['oapi.dingtalk.com/robot/send?access_token=', /([a-f0-9]{64})/y],
  ['qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', /([a-f0-9-]{36})/y],
  ['open.feishu.cn/open-apis/bot/v2/hook/', /([a-f0-9-]{36})/y],
  ['open.larksuite.com/open-apis/bot/v2/hook/', /([a-f0-9-]{36})/y],
  // A shared access signature of Azure: `…&sig=`, encoded Base64 of 32 bytes.
  ['&sig=', /([A-Za-z0-9+/%]{43,60}(?:=|%3D)?)/iy],
];

function findHookAddresses(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const [host, secret] of hookAddresses) {
    for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + host.length)) {
      secret.lastIndex = at + host.length;
      const match = secret.exec(text);
      const value = match?.[1];
      if (match === null || value === undefined || entropyBits(value) < 3) continue;
      const end = match.index + match[0].length;
      spans.push({ rule: 'secret-address', start: end - value.length, end });
    }
  }
  return spans;
}

const login = /(?:--user|-u)(?:[ \t]{1,4}|=)["']?[^\s"':/]{1,100}:["']?([^\s"'`]{6,200})/y;

/** `curl --user name:…`. */
function findLogins(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const option of ['--user', ' -u']) {
    for (let at = text.indexOf(option); at >= 0; at = text.indexOf(option, at + option.length)) {
      login.lastIndex = at + (option.length - option.trimStart().length);
      const match = login.exec(text);
      const password = match?.[1];
      if (match === null || password === undefined || standIn.test(password)) continue;
      const end = match.index + match[0].length;
      spans.push({ rule: 'login-password', start: end - password.length, end });
    }
  }
  return spans;
}

const azureSecret = /[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~.-])/y;

/** Client secrets of Microsoft Entra: the version `8Q~` or `7Q~` stands as their fifth character. */
function findAzureSecrets(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf('Q~'); at >= 0; at = text.indexOf('Q~', at + 2)) {
    azureSecret.lastIndex = Math.max(0, at - 4);
    const match = azureSecret.exec(text);
    if (match && entropyBits(match[0]) >= 3)
      spans.push({ rule: 'azure-client-secret', start: match.index, end: match.index + match[0].length });
  }
  return spans;
}
