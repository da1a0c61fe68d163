// Secrets in addresses and command lines: `user:…@host`, hooks whose path is the secret, `curl -u name:…`.
import { entropyBits } from './randomness.ts';
import type { SecretSpan } from './secrets.ts';

export function findSecretAddresses(text: string): SecretSpan[] {
  return [...findInAddresses(text), ...findHookAddresses(text), ...findLogins(text)];
}

/** What people write where a password would stand; also what is referred to, and what was hidden. */
const standIn =
  /^(?:(?:my|your|the|some|db|user|super|secret|test)[-_]?){0,3}(?:pass(?:w(?:or)?d|phrase|code)?\d{0,3}|pwd|secret|token|key|user(?:name)?|x+|\*+|\.+|port)$|^[$%<{[(]|[>})]$|\$\{|\{\{|%[sd]|example|your|placeholder|change.?me|redacted|replace|insert|dummy|foobar|hunter2|qwerty|letmein/i;

/** Whether a password of an address or a login is none: a word for one, or the name of the user again. */
export function isStandIn(password: string, user: string): boolean {
  return standIn.test(password) || password.length < 5 || password.toLowerCase() === user.toLowerCase();
}

const userInfo = /:\/\/([^\s:@/'"`<>]{0,100}):(?!\d{1,5}\/)([^\s@'"`<>]{3,200})@[\w.[-]/y;

/** Passwords in addresses: `postgres://user:…@host`. */
function findInAddresses(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    userInfo.lastIndex = at;
    const match = userInfo.exec(text);
    const [, user, password] = match ?? [];
    if (match === null || user === undefined || password === undefined || isStandIn(password, user)) continue;
    const start = at + match[0].length - password.length - 2;
    spans.push({ rule: 'address-password', start, end: start + password.length });
  }
  return spans;
}

/** What stands in each of the addresses below. */
const hookWords = /hook|robot\/send|&sig=/i;
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
  // A shared access signature of Azure: `…&sig=`, encoded Base64 of 32 bytes, in one alphabet or the other.
  ['&sig=', /([A-Za-z0-9+/%_-]{43,60}(?:=|%3D)?)/iy],
];

function findHookAddresses(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  if (!hookWords.test(text)) return spans;
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

/** `curl -u name:…`. */
const login = /(?:--user|-u)(?:[ \t]{0,4}|=)["']?([^\s"':/]{0,100})["']?:["']?([^\s"'`]{6,200})/y;
/** Clients of databases take a password glued to `-p`, `sshpass` one behind it. */
const passwordOption = /-p(?:(?<=sshpass -p)[ \t]{1,4})?["']?()([^\s"'`-][^\s"'`]{5,199})/y;
const commands = /\b(?:curl|mysql|mariadb|mysqldump|mysqladmin|sshpass)\b/g;
const longestCommand = 400;

function findLogins(text: string): SecretSpan[] {
  const spans: SecretSpan[] = [];
  const add = (at: number, pattern: RegExp): void => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const [, user, password] = match ?? [];
    if (match === null || user === undefined || password === undefined || isStandIn(password, user)) return;
    const end = at + match[0].length;
    spans.push({ rule: 'login-password', start: end - password.length, end });
  };
  for (let at = text.indexOf('--user'); at >= 0; at = text.indexOf('--user', at + 6)) add(at, login);
  for (const { 0: command, index } of text.matchAll(commands)) {
    const [option, pattern] =
      command === 'curl' ? ([' -u', login] as const) : ([' -p', passwordOption] as const);
    const at = text.slice(index, index + longestCommand).indexOf(option);
    if (at >= 0) add(index + at + 1, pattern);
  }
  return spans;
}
