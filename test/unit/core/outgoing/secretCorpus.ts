// Well-formed secrets and their look-alikes, built at run time so that no scanner finds one in this repository.

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const alphabets = {
  az: lower,
  alnum: lower + upper + digits,
  word: `${lower + upper + digits}_-`,
  hex: `${digits}abcdef`,
  digits,
  upnum: upper + digits,
  base64: `${lower + upper + digits}+/`,
  base32: `${upper}234567`,
};

export type Draw = (alphabet: keyof typeof alphabets, length: number) => string;

/** A small linear congruential generator: the same seed gives the same corpus. */
export function drawing(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return (alphabet, length) =>
    Array.from({ length }, () =>
      alphabets[alphabet].charAt(Math.floor(next() * alphabets[alphabet].length)),
    ).join('');
}

/** What a service would issue, by the name of the rule that should find it. */
export const wellFormed: readonly (readonly [rule: string, make: (draw: Draw) => string])[] = [
  ['siliconflow-key', (d) => `sk-${d('az', 48)}`],
  ['openai-key', (d) => `sk-proj-${d('word', 120)}`],
  ['anthropic-key', (d) => `sk-ant-api03-${d('word', 93)}AA`],
  ['openrouter-key', (d) => `sk-or-v1-${d('hex', 64)}`],
  ['sk-key', (d) => `sk-${d('hex', 32)}`],
  ['sk-key', (d) => `sk-${d('alnum', 48)}`],
  ['github-token', (d) => `ghp_${d('alnum', 36)}`],
  ['github-token', (d) => `gho_${d('alnum', 36)}`],
  ['github-token', (d) => `ghs_${d('alnum', 36)}`],
  ['github-token', (d) => `github_pat_${d('alnum', 22)}_${d('alnum', 59)}`],
  ['gitlab-token', (d) => `glpat-${d('word', 20)}`],
  ['gitlab-token', (d) => `glrt-${d('word', 20)}`],
  ['aws-access-key', (d) => `AKIA${d('base32', 16)}`],
  ['aws-access-key', (d) => `ASIA${d('base32', 16)}`],
  ['google-key', (d) => `AIza${d('word', 35)}`],
  ['google-oauth', (d) => `GOCSPX-${d('word', 28)}`],
  ['slack-token', (d) => `xoxb-${d('upnum', 12)}-${d('upnum', 12)}-${d('alnum', 24)}`],
  ['slack-token', (d) => `xapp-1-A${d('upnum', 10)}-1234509876-${d('hex', 64)}`],
  ['stripe-key', (d) => `sk_live_${d('alnum', 24)}`],
  ['stripe-key', (d) => `rk_test_${d('alnum', 99)}`],
  ['npm-token', (d) => `npm_${d('alnum', 36)}`],
  ['pypi-token', (d) => `pypi-AgEIcHlwaS5vcmc${d('word', 150)}`],
  ['huggingface-token', (d) => `hf_${d('az', 34)}`],
  ['sendgrid-key', (d) => `SG.${d('word', 22)}.${d('word', 43)}`],
  ['digitalocean-token', (d) => `dop_v1_${d('hex', 64)}`],
  ['shopify-token', (d) => `shpat_${d('hex', 32)}`],
  ['databricks-token', (d) => `dapi${d('hex', 32)}`],
  ['vault-token', (d) => `hvs.${d('word', 90)}`],
  ['docker-token', (d) => `dckr_pat_${d('word', 27)}`],
  ['grafana-token', (d) => `glsa_${d('alnum', 32)}_${d('hex', 8)}`],
  ['groq-key', (d) => `gsk_${d('alnum', 52)}`],
  ['sentry-token', (d) => `sntryu_${d('hex', 64)}`],
  ['sonar-token', (d) => `squ_${d('alnum', 40)}`],
  ['planetscale-token', (d) => `pscale_tkn_${d('word', 43)}`],
  ['square-token', (d) => `sq0atp-${d('word', 22)}`],
  ['heroku-key', (d) => `HRKU-AA${d('word', 58)}`],
  ['nvidia-key', (d) => `nvapi-${d('word', 64)}`],
  ['cerebras-key', (d) => `csk-${d('alnum', 48).toLowerCase()}`],
  ['pinecone-key', (d) => `pcsk_${d('alnum', 6)}_${d('alnum', 63)}`],
  ['langsmith-key', (d) => `lsv2_pt_${d('hex', 32)}_${d('hex', 10)}`],
  ['tavily-key', (d) => `tvly-dev-${d('alnum', 32)}`],
  ['figma-token', (d) => `figd_${d('word', 40)}`],
  ['tailscale-key', (d) => `tskey-auth-${d('alnum', 12)}-${d('alnum', 32)}`],
  ['vercel-token', (d) => `vcp_${d('alnum', 56)}`],
  ['supabase-key', (d) => `sbp_${d('hex', 40)}`],
  ['netlify-token', (d) => `nfp_${d('alnum', 36)}`],
  ['airtable-token', (d) => `pat${d('alnum', 14)}.${d('hex', 64)}`],
  ['bitbucket-token', (d) => `ATBB${d('alnum', 32)}`],
  ['clojars-token', (d) => `CLOJARS_${d('hex', 60)}`],
  ['discord-token', (d) => `MTE${d('alnum', 23)}.G${d('alnum', 5)}.${d('word', 38)}`],
  ['telegram-token', (d) => `71${d('digits', 8)}:AA${d('word', 33)}`],
  ['terraform-token', (d) => `${d('alnum', 14)}.atlasv1.${d('word', 67)}`],
  ['azure-client-secret', (d) => `${d('alnum', 3)}8Q~${d('word', 34)}`],
  ['jwt', (d) => `eyJ${d('word', 33)}.eyJ${d('word', 60)}.${d('word', 43)}`],
];

/** What only its surroundings give away: [rule, text before, value, text after]. */
export const inContext: readonly (readonly [
  rule: string,
  make: (draw: Draw) => readonly [before: string, value: string, after: string],
])[] = [
  ['assigned-secret', (d) => ['aws_secret_access_key = ', d('base64', 40), '\n']],
  ['assigned-secret', (d) => ['  "api_key": "', d('alnum', 32), '",\n']],
  ['assigned-secret', (d) => ['export ACCESS_TOKEN=', d('alnum', 40), '\n']],
  ['assigned-secret', (d) => ["const clientSecret: string = '", d('word', 34), "';\n"]],
  [
    'assigned-secret',
    (d) => ['AccountName=shop;AccountKey=', `${d('base64', 86)}==`, ';EndpointSuffix=core.windows.net\n'],
  ],
  ['assigned-secret', (d) => ["headers.set('X-Api-Key', '", d('hex', 32), "');\n"]],
  ['password', (d) => ['password: "', `${d('az', 5)}${d('upnum', 4)}!7q`, '"\n']],
  ['password', (d) => ["DB_PASSWORD = '", `${d('alnum', 14)}#4x`, "'\n"]],
  ['address-password', (d) => ['postgres://app:', d('alnum', 16), '@db.internal:5432/shop\n']],
  ['address-password', (d) => ['mongodb+srv://root:', d('word', 12), '@cluster0.mongodb.net/?w=1\n']],
  ['assigned-secret', (d) => ['<apiToken>\n  ', d('alnum', 32), '\n</apiToken>']],
  ['login-password', (d) => ["curl -s --user 'app:", d('alnum', 16), "' https://host/\n"]],
  ['azure-client-secret', (d) => ['client: "', `${d('alnum', 3)}8Q~${d('word', 34)}`, '"\n']],
  [
    'secret-address',
    (d) => [
      'https://hooks.slack.com/services/',
      `T${d('upnum', 8)}/B${d('upnum', 8)}/${d('alnum', 24)}`,
      '"\n',
    ],
  ],
  ['assigned-secret', (d) => ['https://oapi.dingtalk.com/robot/send?access_token=', d('hex', 64), '\n']],
  [
    'secret-address',
    (d) => ['https://shop.blob.core.windows.net/c?sv=2024-11-04&sr=c&sig=', `${d('alnum', 43)}%3D`, '\n'],
  ],
  ['authorization', (d) => ['Authorization: Bearer ', d('word', 40), '\r\n']],
  ['authorization', (d) => ["-H 'authorization: Basic ", `${d('base64', 30)}==`, "'\n"]],
  ['assigned-secret', (d) => ['var apiToken string = "', d('alnum', 32), '"\n']],
  ['assigned-secret', (d) => ['const API_TOKEN: &\'static str = "', d('alnum', 32), '";\n']],
  ['assigned-secret', (d) => ['apiToken = "', d('upnum', 32), '"\n']],
  ['assigned-secret', (d) => ['API_TOKEN ?= ', d('alnum', 32), '\n']],
  ['assigned-secret', (d) => ['$apiToken .= "', d('alnum', 32), '";\n']],
  ['assigned-secret', (d) => ['api_secret <- "', d('alnum', 32), '"\n']],
  ['assigned-secret', (d) => ["const secret = process.env.SECRET || '", d('alnum', 32), "';\n"]],
  ['assigned-secret', (d) => ['token = os.getenv("API_TOKEN", "', d('alnum', 32), '")\n']],
  ['assigned-secret', (d) => ['client.setApiKey("', d('alnum', 32), '");\n']],
  ['assigned-secret', (d) => ['{"name": "API_TOKEN", "value": "', d('alnum', 32), '"}']],
  ['assigned-secret', (d) => ['- name: API_TOKEN\n  value: ', d('alnum', 32), '\n']],
  ['assigned-secret', (d) => ['<add key="apiToken" value="', d('alnum', 32), '" />']],
  ['assigned-secret', (d) => ['ENV API_TOKEN ', d('alnum', 32), '\n']],
  ['assigned-secret', (d) => ['tool --api-token ', d('alnum', 32), ' run\n']],
  ['assigned-secret', (d) => ['token: |\n    ', d('alnum', 32), '\n']],
  ['assigned-secret', (d) => ['variable "api_token" {\n  default = "', d('alnum', 32), '"\n}']],
  ['assigned-secret', (d) => ['"{\\"apiToken\\":\\"', d('alnum', 32), '\\"}"']],
  ['assigned-secret', (d) => ['+API_TOKEN=', d('alnum', 32), '\n-API_TOKEN=old\n']],
  ['assigned-secret', (d) => ['访问令牌：', d('alnum', 32), '\n']],
  ['password', (d) => ['password: "', `${d('az', 7)}2024`, '"\n']],
  ['password', (d) => ['DB_PASS = "', `${d('alnum', 14)}#4x`, '"\n']],
  ['password', (d) => ["CREATE USER app IDENTIFIED BY '", `${d('alnum', 14)}#4x`, "';\n"]],
  ['password', (d) => ['machine host login me password ', `${d('alnum', 14)}#4x`, '\n']],
  ['password', (d) => ['| password | ', `${d('alnum', 14)}#4x`, ' |\n']],
  ['password', (d) => ['数据库密码是 ', `${d('alnum', 14)}#4x`, '，请勿外传']],
  ['password', (d) => ['$password = ConvertTo-SecureString "', `${d('alnum', 14)}#4x`, '" -AsPlainText\n']],
  ['password', (d) => ['The password is ', d('alnum', 20), '.\n']],
  ['password', (d) => ["password = '", `${d('alnum', 10)}"4x!`, "'\n"]],
  ['login-password', (d) => ['mysql -u root -p', `${d('alnum', 14)}#4x`, ' shop\n']],
  ['address-password', (d) => ['redis://:', `${d('alnum', 10)}/${d('alnum', 10)}`, '@cache:6379/0\n']],
  ['authorization', (d) => ['Authorization: Api-Token ', d('alnum', 40), '\n']],
];

/** `headers` stand before the key in old forms. */
export function privateKey(draw: Draw, kind = 'RSA PRIVATE KEY', headers = ''): string {
  const lines = Array.from({ length: 12 }, () => draw('base64', 64)).join('\n');
  const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} ${kind}-----`);
  return `${begin}\n${headers}${lines}\n${end}`;
}

/** Kept apart so that no line here reads like a template. */
const dollar = '$';

/** Same beginnings, no secret behind them. */
export const lookAlikes: readonly ((draw: Draw) => string)[] = [
  () => `token = "ghp_${'x'.repeat(36)}"`,
  () => `token = "ghp_${'1234567890'.repeat(3)}123456"`,
  () => 'use ghp_YOUR_TOKEN_HERE instead',
  (d) => `ghp_${d('alnum', 12)}`,
  (d) => `class="disk-${d('az', 8)} task-${d('az', 9)}-${d('az', 7)}"`,
  () => 'sk-your-api-key-goes-here',
  () => 'sk-learn-contrib-estimators',
  () => `const key = 'AKIA${'IOSFODNN7'}EXAMPLE';`,
  (d) => `id: ${d('hex', 8)}-${d('hex', 4)}-4${d('hex', 3)}-a${d('hex', 3)}-${d('hex', 12)}`,
  (d) => `commit ${d('hex', 40)}`,
  (d) => `"integrity": "sha512-${d('base64', 86)}=="`,
  (d) => `etag: W/"${d('hex', 32)}"`,
  () => 'password = process.env.DB_PASSWORD',
  () => "password: '********'",
  () => 'const token = await getToken(user, { refresh: true });',
  () => 'api_key = os.environ["OPENAI_API_KEY"]',
  () => '"password": "Enter your password"',
  () => `secret: ${dollar}{{ secrets.GITHUB_TOKEN }}`,
  () => 'postgres://user:password@localhost:5432/db',
  () => `https://user:${dollar}{PASSWORD}@example.com/`,
  () => 'Authorization: Bearer <token>',
  () => `Authorization: Bearer ${dollar}{accessToken}`,
  () => "tokenType: 'access_token_v2'",
  () => 'const authentication = this.#x509Authentication ?? oauth2AuthenticationPolicy;',
  () => 'if (tokenIndex > endOfTheList42 && apiKey > x2LongCounterName9) return;',
  () => 'const tokens = tokenizer.encode("hello world", 1024);',
  () => 'keyboardShortcut: "ctrl+shift+alt+F12"',
  () => "apiKeyHeader = 'X-Custom-Auth-Header-2'",
  (d) => `data:image/png;base64,${d('base64', 200)}`,
  (d) => `color: #${d('hex', 6)}; background: url(${d('az', 12)}.png)`,
  () => '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----',
  () => "const head = '-----BEGIN PRIVATE KEY-----';\nreturn head;",
  () => 'author = "7282195+somebody@users.noreply.github.com"',
  () => 'npm_config_registry npm_lifecycle_event npm_package_version_current_x',
  () => 'AIzaSyExampleKeyForDocumentationOnly000',
  () => 'eyJhbGciOi.not.a.token',
  (d) => `xoxb-your-token ${d('az', 20)}`,
  () => 'passwordValidator = new PasswordValidator(8, 64)',
  () => 'max_tokens: 16384, token_count=1048576',
  () => 'primaryKey: "user_id_2"',
  () => 'curl -u <user:password> https://host/endpoint',
  () => 'xoxe.xoxp-1-NameOfTheAppConfigurationTokenHere',
  () => `"token": "xoxp-572370529330-573807301142-572331691188-${'#'.repeat(20)}"`,
  () => 'token = "ghp_ThisIsNotARealTokenOnlySomeWordsLong"',
  (d) => `const key = "AKIA${d('az', 4).toUpperCase().repeat(4)}";`,
  () => 'sk-fedcba9876543210fedcba9876543210',
  () => 'Authorization: Basic dXNlcjpwYXNzd29yZA==',
  () => 'amqp://guest:guest@localhost:5672',
  () => "type Result = FlowPasswordRequiredResultV2 | 'FlowSignInContinuationResultV2';",
  () => 'authSource: sm02915.int.contoso.com',
  (d) => `credentialsId: '${d('hex', 8)}-${d('hex', 4)}-4${d('hex', 3)}-a${d('hex', 3)}-${d('hex', 12)}'`,
  (d) => `"tokenEndpoint": "${d('az', 8)}-v2.${d('az', 9)}9.host"`,
  () => 'tool cookie-set remember_me token123 --expires=1893456000',
  () => '"pass": "ドキュメントには少なくとも1つのランドマークがあります"',
  () => "throw new Error('bypass2 is not passed3 to the passenger4Compartment');",
  (d) => `<link href="https://assets.host/box.ico-${d('hex', 32)}.png">`,
  () => 'amqp://name:REPLACE_WITH_PASSWORD@host:5672',
  () => '#define NL80211_CMD_AUTHENTICATE NL80211_CMD_AUTHENTICATE_V2',
  () => 'SECKEYPrivateKey *PK11_FindKeyByAnyCert(CERTCertificate *cert);',
  () => '#define CKM_AES_PRIVATE_KEY 0xce534351UL',
  () => 'syntax match HostKey sk-ssh-ed25519-cert-v01',
  () => '"log": "access tokens: 0\\r\\n2026-08-22T17:22:36.8736849Z:Auth\\r\\n"',
  () => `token = "ghp_${['abcdefghijklm', 'nopqrstuvwxyz', '0123456789'].join('')}"`,
];
