// Secrets and look-alikes of kinds that the rules were not tuned on: written after the rules, measured, and left alone.
// What turns out wrong in practice is added to secretCorpus.ts instead, which the rules may be tuned on.
import type { Draw } from './secretCorpus.ts';

/** Kept apart so that no line here reads like a template. */
const dollar = '$';
const uuid = (d: Draw): string =>
  `${d('hex', 8)}-${d('hex', 4)}-4${d('hex', 3)}-9${d('hex', 3)}-${d('hex', 12)}`;

/** What looks random, or stands where a secret would, and is none. */
export const heldOutLookAlikes: readonly ((draw: Draw) => string)[] = [
  (d) => `  resolved "https://registry.host/lodash/-/lodash-4.17.21.tgz#${d('hex', 40)}"`,
  (d) => `lodash==4.17.21 --hash=sha256:${d('hex', 64)}`,
  (d) => `golang.org/x/text v0.14.0 h1:${d('base64', 43)}=`,
  (d) => `checksum = "${d('hex', 64)}"`,
  (d) => `FROM node@sha256:${d('hex', 64)}`,
  (d) => `uses: actions/checkout@${d('hex', 40)} # v4.1.1`,
  (d) => `index ${d('hex', 7)}..${d('hex', 7)} 100644`,
  (d) => `<script integrity="sha384-${d('base64', 64)}" crossorigin="anonymous"></script>`,
  (d) => `src: url(data:font/woff2;base64,d09GMgABAAAAA${d('base64', 300)})`,
  (d) => `"mappings": ";;AAA${d('base64', 60)},CAAC"`,
  (d) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d('base64', 43)} me@laptop`,
  (d) => `-----BEGIN CERTIFICATE-----\nMIID${d('base64', 60)}\n${d('base64', 64)}\n-----END CERTIFICATE-----`,
  (d) => `<PackageReference Include="Json" /><ProjectGuid>{${uuid(d)}}</ProjectGuid>`,
  (d) => `"userId": "${uuid(d)}",`,
  (d) => `trace_id=${d('hex', 32)} span_id=${d('hex', 16)}`,
  (d) => `.css-${d('alnum', 6)}-MuiButton{color:#${d('hex', 6)}}`,
  (d) => `var a=b.c,d=e.${d('az', 2)}(f,"${d('az', 5)}"),g=!0;function h(i){return i.${d('az', 3)}}`,
  () => 'const token = req.headers.authorization?.split(" ")[1];',
  () => 'token: Joi.string().min(16).max(64).required(),',
  () => `password: ${dollar}{DB_PASSWORD:-postgres}`,
  () => `{{ .Values.auth.existingSecret | default "release-name-postgresql" }}`,
  () => 'api_key = config.get("services", "openai_key_v2")',
  () => 'SECRET_KEY = "django-insecure-change-me-in-production"',
  () => 'OPENAI_API_KEY=sk-...',
  () => `OPENAI_API_KEY=sk-${'X'.repeat(48)}`,
  () => 'ANTHROPIC_API_KEY=<your key from https://console.host/>',
  () => 'GITHUB_TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  () => `AWS_ACCESS_KEY_ID=AKIA${'X'.repeat(16)}`,
  () => 'STRIPE_KEY=sk_test_replace_with_your_own_key_here1',
  () => 'export HF_TOKEN="hf_YourHuggingFaceTokenGoesRightHereOk"',
  () => 'mongodb://username:password@localhost:27017/app',
  () => 'amqp://guest:guest@rabbit:5672/',
  () => `postgresql://${dollar}USER:${dollar}PASS@${dollar}HOST/db`,
  () => 'redis://default:mypassword@cache:6379',
  () => "it('rejects a token that has expired', async () => { await login('user-2'); });",
  () => 'const PASSWORD_MIN_LENGTH_V2 = 12;',
  () => 'passwordHash: await bcrypt.hash(password, SALT_ROUNDS_2024)',
  () => 'export type AccessTokenPayloadV2 = JwtPayload & { scope2: string };',
  () => 'aria-label="Show password" data-testid="password-toggle-button-2"',
  () => 'i18n.t("settings.account.changePassword.description2")',
  () => 'tokenizer.json vocab: "token_type_ids": 0, "max_position": 4096',
  () => '"secretName": "wildcard-tls-2024-prod",',
  () => 'secretKeyRef:\n  name: app-secrets-v2\n  key: database-password',
  () => 'Authorization: Basic dXNlcm5hbWU6cGFzc3dvcmQ=',
  () => 'curl -u "$USER:$TOKEN" https://host/',
  () => 'PRIVATE_KEY_PATH=/etc/ssl/private/server-2024.key',
  () => 'const accessKeyPattern = /AKIA[A-Z0-9]{16}/;',
  () => 'expect(mask("sk-1234567890abcdef1234567890abcdef")).toBe("***");',
];

/** Secrets in forms of writing that the rules were not tuned on: [text before, value, text after]. */
export const heldOutSecrets: readonly ((
  draw: Draw,
) => readonly [before: string, value: string, after: string])[] = [
  (d) => ['services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ', d('alnum', 20), '\n'],
  (d) => ['resource "x" "y" {\n  master_password = "', `${d('alnum', 18)}!`, '"\n}'],
  (d) => ['<add name="Main" connectionString="Server=s;User=sa;Password=', d('alnum', 16), ';" />'],
  (d) => ['  spring:\n    datasource:\n      password: "', d('alnum', 24), '"\n'],
  (d) => ['requests.get(url, headers={"X-API-KEY": "', d('alnum', 32), '"})'],
  (d) => ["axios.defaults.headers.common['Authorization'] = 'Bearer ", d('word', 48), "';"],
  (d) => ['OkHttpClient().header("Authorization", "Bearer ', d('alnum', 40), '")'],
  (d) => ['$client->setApiKey("', d('alnum', 32), '");'],
  (d) => ['let apiKey: String = "', d('alnum', 32), '"'],
  (d) => ['val authToken = "', d('hex', 40), '"'],
  (d) => ['static const char *secret_key = "', d('alnum', 40), '";'],
  (d) => ['os.environ["SERVICE_TOKEN"] = "', d('alnum', 40), '"'],
  (d) => ['ENV["SECRET_KEY_BASE"] ||= "', d('hex', 128), '"'],
  (d) => ['"args": ["--api-key", "', d('alnum', 32), '"]'],
  (d) => ['docker run -e DB_PASSWORD=', d('alnum', 20), ' image'],
  (d) => ['helm install x --set auth.password=', d('alnum', 20), '\n'],
  (d) => ['kubectl create secret generic x --from-literal=token=', d('alnum', 32), '\n'],
  (d) => [
    'apiVersion: v1\nkind: Secret\ndata:\n  password: ',
    Buffer.from(d('alnum', 24)).toString('base64'),
    '\n',
  ],
  (d) => ['mysql+pymysql://app:', d('alnum', 20), '@db/shop'],
  (d) => ['ftp://deploy:', d('alnum', 14), '@files.host/'],
  (d) => ['| API key | `', d('alnum', 32), '` |'],
  (d) => ['# TODO remove, password is ', `${d('az', 4)}${d('upnum', 6)}#9`, '\n'],
  (d) => ["ALTER USER app WITH PASSWORD '", d('alnum', 18), "';"],
];
