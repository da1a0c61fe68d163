// Files whose content never leaves this machine, judged by path alone. A floor: rules can be added, none taken away.
import { withoutInvisible } from './visible.ts';

/** Directories (any part of the path above the file) in which everything is private. */
const directories = words(`
  .ssh .gnupg .secrets .aws .azure .gcloud .kube .oci .aliyun .tccli .bluemix .password-store .git .env .envs keychains
  .terraform.d .chef .putty .databricks .snowflake .huggingface .kaggle .supabase .ngrok2`);

const names = words(`
  .npmrc .pypirc .netrc _netrc .git-credentials .dockercfg .dockerconfigjson .htpasswd .s3cfg .boto .databrickscfg
  .vault-token .vault_pass .vault-pass .vault_password vault_pass vault_password .passwd-s3fs .secrets .secret .secrets.toml .secrets.yaml .secrets.yml .secrets.json .renviron .sentryclirc .terraformrc terraform.rc credentials.tfrc.json rclone.conf .rclone.conf .esmtprc .msmtprc .fetchmailrc
  .pgpass pgpass.conf .my.cnf .mylogin.cnf cwallet.sso wallet.dat kubeconfig master.key
  credentials credentials.json credentials.toml .credentials.json oauth_creds.json access_tokens.db accesstokens.json
  local.settings.json kaggle.json state.vscdb secret.json secret.yml secret.yaml secrets.json secrets.yml secrets.yaml secrets.toml
  id_rsa id_dsa id_ecdsa id_ecdsa_sk id_ed25519 id_ed25519_sk secring.gpg
  .bash_history .zsh_history .sh_history .ksh_history .history .histfile fish_history consolehost_history.txt
  .python_history .node_repl_history .psql_history .mysql_history .sqlite_history .rediscli_history .irb_history
  .ftpconfig .sftp.json .remote-sync.json .claude.json
  .dbshell .mongorc.js .lesshst .viminfo
  logins.json key3.db key4.db signons.sqlite cookies cookies.sqlite`);

const extensions = words(`
  pem key p12 pfx p8 pkcs12 pk8 ppk jks jceks keystore bks keytab snk crt cer der csr p7b p7c gpg pgp mobileprovision pvk
  provisionprofile ovpn kdb kdbx psafe3 opvault agilekeychain 1pif keychain keychain-db tfstate tfvars kubeconfig
  publishsettings`);

/** The last parts of a path, for names that are harmless elsewhere (not every `config.json` is a secret). */
const endings = words(`
  .docker/config.json .mc/config.json .fly/config.yml .netlify/config.json .railway/config.json .cf/config.json
  .config/stripe/config.toml .config/ngrok/ngrok.yml .config/netlify/config.json huggingface/token .config/gh/hosts.yml .config/hub .config/glab-cli/config.yml .config/doctl/config.yaml
  .config/configstore/firebase-tools.json .config/op/config .gem/credentials .cargo/credentials .cargo/credentials.toml
  composer/auth.json .composer/auth.json .codex/auth.json .m2/settings.xml .m2/settings-security.xml
  containers/auth.json helm/registry/config.json github-copilot/apps.json github-copilot/hosts.json sops/age/keys.txt
  .vscode/sftp.json .gradle/gradle.properties .snowsql/config .dbt/profiles.yml etc/shadow etc/gshadow`);

/** Parts of a path that decide for everything below them. */
const insides = words('/.config/gcloud/ /keyrings/ /etc/wireguard/ /usersecrets/ /.subversion/auth/');

/** Names with a changing part; anchored or without repetition before a literal, so linear. */
const patterns: readonly RegExp[] = [
  /^\.env/,
  // Of Cloudflare Workers, which read it in place of a `.env`.
  /^\.dev\.vars/,
  /\.env$/,
  /\.tfstate\./,
  /\.tfvars\.json$/,
  /^client_secret.*\.json$/,
  /^application_default_credentials/,
  /^(?:(?!service[-_]?account[-_.])[a-z0-9]+[-_])*service[-_]?account(?:[-_.][a-z0-9]+)*\.json$/,
  // As Firebase names the key that it gives, and as its manual calls it.
  /(?:^|-)firebase-adminsdk(?:-[a-z0-9]{1,20}){0,3}\.json$/,
  /^service[-_]?accountkey(?:[-_.][a-z0-9]{1,40}){0,3}\.json$/,
  /^(?:gcp|gcloud|google)[-_](?:cloud[-_])?(?:key|sa|creds?|credentials)\.json$/,
  // As clusters and their consoles give it.
  /(?:^|[-_.])kubeconfig(?:[-_.][a-z0-9]{1,40}){0,3}\.(?:ya?ml|json|conf)$/,
  /^ssh_host_[a-z0-9]{1,20}_key$/,
  /^(?:key|keystore|signing)\.properties$/,
  /[-_.]private[-_]?key(?:\.(?:txt|json|xml))?$/,
  /^secrets?\.(?!example|sample|template|schema)[a-z0-9_-]{1,40}\.(?:ya?ml|json|toml)$/,
  /^[a-z0-9_-]{1,40}\.secrets?\.(?:ya?ml|json|toml)$/,
  /^login data/,
];

/** No file system knows longer ones. */
const longestName = 255;

/** What editors, file managers and people add to the name of a copy. */
const copyEnding =
  /(?:~|#|\.(?:bak|backup|old|orig|original|save|saved|tmp|temp|copy|enc|txt|rej|sw[a-p]|\d{1,3})|[ _-]?\(\d{1,3}\)|(?: -)? copy(?: \d{1,3})?)$/;
const copyBeginning = /^(?:\.?#|~\$|\._|copy of )/;

/** Environment and command line of a process. */
const ofProcess = /\/proc\/(?:self|thread-self|\d{1,10})\/(?:task\/\d{1,10}\/)?(?:environ|cmdline|mem)$/;

/**
 * The rule that keeps a file here, or null. `spellings` are all forms of its path that the editor knows: as it was
 * opened, and with symbolic links resolved; one hit is enough, so that a link to `.env` under an innocent name is caught
 * by its real path. Pure, hence lexical: `..` is not resolved (a real path has none), and the short names of Windows
 * (`ENV~1`) are the editor's to resolve.
 */
export function neverSendRule(spellings: readonly string[]): string | null {
  for (const spelling of spellings) {
    for (const parts of canonicalForms(spelling)) {
      for (const name of namesBehind(parts.at(-1) ?? '')) {
        const rule = ruleFor([...parts.slice(0, -1), name]);
        if (rule !== null) return rule;
      }
    }
  }
  return null;
}

/** The name, and those of which it may be a copy: `.id_rsa.swp`, `#.env#`, `server.pem~`, `credentials (1)`. */
function namesBehind(name: string): readonly string[] {
  const names = [name];
  if (name.length > longestName) return names;
  for (let round = 0; round < 3; round += 1) {
    const last = names.at(-1) ?? '';
    const bare = last.replace(copyEnding, '').replace(copyBeginning, '');
    if (bare === last || bare === '') break;
    // Vim puts a dot before the name as well.
    if (bare.startsWith('.')) names.push(bare.slice(1));
    names.push(bare);
  }
  return names;
}

function ruleFor(parts: readonly string[]): string | null {
  const name = parts.at(-1) ?? '';
  for (const directory of parts.slice(0, -1)) {
    if (directories.has(directory) || directory.startsWith('.env.')) return `${directory}/`;
  }
  if (names.has(name)) return name;
  const pattern = patterns.find((one) => one.test(name));
  if (pattern !== undefined) return name.includes('.env') ? '.env*' : name;
  const dot = name.lastIndexOf('.');
  if (dot >= 0 && extensions.has(name.slice(dot + 1))) return `*${name.slice(dot)}`;
  const path = `/${parts.join('/')}`;
  for (const ending of endings) if (path.endsWith(`/${ending}`)) return ending;
  for (const inside of insides) if (path.includes(inside)) return inside;
  if (ofProcess.test(path)) return path;
  return null;
}

/**
 * The parts of a path in the form the rules are written in: lower case, NFKC, without invisible characters (some file
 * systems skip them), either slash, no `\\?\` prefix. Windows drops dots and spaces at the end of a part and reads
 * `name:stream` as `name`, so a form without them is judged too; elsewhere both merely make the guard stricter.
 */
function canonicalForms(spelling: string): readonly (readonly string[])[] {
  const plain = withoutInvisible(spelling.normalize('NFKC')).toLowerCase().replaceAll('\\', '/');
  const parts = plain
    .replace(/^\/\/[?.]\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  const asWindowsReads = parts
    .map((part) => trimEnd(/^[a-z]:$/.test(part) ? part : (part.split(':')[0] ?? '')))
    .filter((part) => part !== '');
  return [parts, asWindowsReads];
}

/** Without dots and spaces at the end; a loop, because `/[. ]+$/` is quadratic on a long run inside a name. */
function trimEnd(part: string): string {
  let end = part.length;
  while (end > 0 && (part[end - 1] === '.' || part[end - 1] === ' ')) end -= 1;
  return part.slice(0, end);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ''));
}
