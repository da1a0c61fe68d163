// Shapes of keys and tokens that services issue: a fixed prefix and a body of known letters and length.

export interface TokenRule {
  /** Stable name, shown to the person and part of a placeholder: letters, digits, dashes. */
  readonly name: string;
  /** Literal beginnings, case-sensitive, at least three characters. */
  readonly prefixes: readonly string[];
  /** Tried at a prefix; sticky; every repetition is bounded and followed by something it cannot match itself. */
  readonly pattern: RegExp;
  /** Least entropy of the whole match in bits per character; 0 = the shape alone decides. */
  readonly leastBits: number;
  /** The service draws no digits. */
  readonly lettersOnly?: boolean;
  /** The shape is so rare that it counts inside a longer run of letters too. */
  readonly anywhere?: boolean;
}

/**
 * The platform's own keys: `sk-` and 48 lower-case letters (siliconflow-api.md §1). Masked in every mode, whatever
 * stands around them: no other secret scanner knows the shape.
 */
export const platformKey: TokenRule = {
  name: 'siliconflow-key',
  prefixes: ['sk-'],
  pattern: /sk-[a-z]{48}[A-Za-z0-9]{0,64}/y,
  leastBits: 0,
  anywhere: true,
};

const rule = (
  name: string,
  prefixes: string,
  pattern: RegExp,
  leastBits = 3,
  lettersOnly = false,
): TokenRule => ({
  name,
  prefixes: prefixes.split(' '),
  pattern,
  leastBits,
  lettersOnly,
});

/**
 * Written from the services' own descriptions of their formats; the first that matches wins. `(?![\w-])` keeps a longer
 * run of another kind from being cut to size.
 */
export const tokenRules: readonly TokenRule[] = [
  platformKey,
  rule('anthropic-key', 'sk-ant-', /sk-ant-[a-z]{2,10}\d\d-[\w-]{80,130}AA(?![\w-])/y),
  rule(
    'openai-key',
    'sk-proj- sk-svcacct- sk-admin- sk-None-',
    /sk-(?:proj|svcacct|admin|None)-[\w-]{20,250}/y,
  ),
  rule('openrouter-key', 'sk-or-v1-', /sk-or-v1-[0-9a-f]{64}(?![\w-])/y),
  rule('sk-key', 'sk-', /sk-(?!ant-)(?=[A-Za-z_-]{0,200}\d)[A-Za-z0-9_-]{20,200}/y, 3.3),
  rule('github-token', 'ghp_ gho_ ghu_ ghs_ ghr_', /gh[pousr]_[A-Za-z0-9]{36,251}(?![A-Za-z0-9])/y),
  rule('github-token', 'github_pat_', /github_pat_\w{60,250}/y),
  rule(
    'gitlab-token',
    'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glsoat- glagent- gloas- glffct-',
    /gl(?:pat|dt|rt|cbt|ptt|ft|imt|soat|agent|oas|ffct)-[\w-]{20,300}(?:\.[\w-]{2,20}){0,3}/y,
  ),
  rule('gitlab-token', 'GR1348941', /GR1348941[\w-]{20}(?![\w-])/y),
  rule('aws-access-key', 'AKIA ASIA ABIA ACCA', /A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![\w-])/y),
  rule('alibaba-key', 'LTAI', /LTAI[A-Za-z0-9]{12,20}(?![\w-])/y),
  rule('tencent-key', 'AKID', /AKID[A-Za-z0-9]{32,36}(?![\w-])/y, 3.5),
  rule('google-key', 'AIza', /AIza[\w-]{35}(?![\w-])/y),
  rule('google-oauth', 'GOCSPX-', /GOCSPX-[\w-]{28}(?![\w-])/y),
  rule('google-oauth', 'ya29', /ya29\.[\w-]{30,1000}/y),
  rule(
    'slack-token',
    'xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xoxc- xoxd-',
    /xox[abcdeoprs]-[\w%-]{20,300}/y,
  ),
  rule('slack-token', 'xoxe.', /xoxe\.xox[bp]-\d-[\w-]{20,300}/y),
  rule('slack-token', 'xoxr-', /xoxr-[a-z0-9-]{8,20}(?![A-Za-z0-9])/y, 2.5),
  rule('slack-token', 'xapp-', /xapp-\d-[A-Z0-9]{6,20}-\d{6,20}-[a-z0-9]{20,80}/y),
  rule(
    'stripe-key',
    'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_',
    /[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}(?![A-Za-z0-9])/y,
  ),
  rule('stripe-key', 'whsec_', /whsec_[A-Za-z0-9+/=]{24,100}/y, 3.3),
  rule('npm-token', 'npm_', /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/y),
  rule('pypi-token', 'pypi-AgE', /pypi-AgE[\w-]{50,1000}/y),
  rule('rubygems-token', 'rubygems_', /rubygems_[a-f0-9]{48}(?![A-Za-z0-9])/y),
  rule('huggingface-token', 'hf_ api_org_', /(?:hf|api_org)_[A-Za-z]{34}(?![A-Za-z0-9])/y, 3, true),
  rule('sendgrid-key', 'SG.', /SG\.[\w-]{16,32}\.[\w-]{32,64}(?![\w-])/y),
  rule('digitalocean-token', 'dop_v1_ doo_v1_ dor_v1_', /do[opr]_v1_[a-f0-9]{64}(?![A-Za-z0-9])/y),
  rule('shopify-token', 'shpat_ shpca_ shppa_ shpss_', /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}(?![A-Za-z0-9])/y),
  rule('databricks-token', 'dapi', /dapi[a-f0-9]{32}(?:-\d)?(?![\w-])/y),
  rule('vault-token', 'hvs. hvb. hvr.', /hv[sbr]\.[\w-]{24,300}/y),
  rule('aws-bedrock-key', 'ABSK', /ABSK[A-Za-z0-9+/]{109,269}={0,2}/y),
  rule('aws-bedrock-key', 'bedrock-api-key-', /bedrock-api-key-[A-Za-z0-9+/]{24,4096}={0,2}/y),
  rule('1password-token', 'ops_ey', /ops_ey[\w-]{200,2000}={0,3}/y),
  rule(
    'doppler-token',
    'dp.pt. dp.st. dp.ct.',
    /dp\.(?:pt|ct|st(?:\.[\w-]{2,35})?)\.[A-Za-z0-9]{40,44}(?![A-Za-z0-9])/y,
  ),
  rule('duffel-token', 'duffel_', /duffel_(?:test|live)_[\w=-]{43}(?![\w-])/y),
  rule('dynatrace-token', 'dt0c01.', /dt0c01\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}(?![A-Za-z0-9])/y),
  rule('easypost-key', 'EZAK EZTK', /EZ[AT]K[A-Za-z0-9]{54}(?![A-Za-z0-9])/y),
  rule('facebook-token', 'EAAC EAAM EAAG EAAB', /EAA[A-Z][A-Za-z0-9]{90,300}(?![A-Za-z0-9])/y),
  rule('flutterwave-key', 'FLWSECK', /FLWSECK(?:_TEST)?-[a-h0-9]{12,40}(?:-X)?(?![A-Za-z0-9])/iy),
  rule('fly-token', 'fm2_ fm1a_ fm1r_ fo1_', /f(?:m1[ar]|m2|o1)_[\w+/-]{40,4096}={0,3}/y),
  rule('frameio-token', 'fio-u-', /fio-u-[\w=-]{64}(?![\w-])/y),
  rule('harness-key', 'pat. sat.', /[ps]at\.[\w-]{22}\.[0-9a-z]{24}\.[0-9A-Za-z]{20}(?![A-Za-z0-9])/iy),
  rule('heroku-key', 'HRKU-AA', /HRKU-AA[\w-]{58}(?![\w-])/y),
  rule('mapbox-token', 'sk.eyJ pk.eyJ', /[sp]k\.eyJ[\w-]{40,200}\.[\w-]{20,40}(?![\w-])/y),
  rule('openshift-token', 'sha256~', /sha256~[\w-]{43}(?![\w-])/y),
  rule('planetscale-token', 'pscale_', /pscale_(?:pw|tkn|oauth)_[\w=.-]{32,64}/y),
  rule('pulumi-token', 'pul-', /pul-[a-f0-9]{40}(?![A-Za-z0-9])/y),
  rule('readme-key', 'rdme_', /rdme_[a-z0-9]{70}(?![A-Za-z0-9])/y),
  rule('sentry-token', 'sntrys_ sntryu_', /sntry(?:s_ey[\w+/=-]{60,1000}|u_[a-f0-9]{64}(?![A-Za-z0-9]))/y),
  rule('shippo-token', 'shippo_', /shippo_(?:live|test)_[a-f0-9]{40}(?![A-Za-z0-9])/y),
  rule('sonar-token', 'squ_ sqp_ sqa_', /sq[upa]_[A-Za-z0-9]{40}(?![A-Za-z0-9])/y),
  rule('sourcegraph-token', 'sgp_', /sgp_(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}(?![A-Za-z0-9])/iy),
  rule('square-token', 'sq0atp- sq0csp-', /sq0(?:atp|csp)-[\w-]{22,60}(?![\w-])/y),
  rule('square-token', 'EAAA', /EAAA[\w-]{60}(?![\w-])/y, 4),
  rule('typeform-token', 'tfp_', /tfp_[\w=.-]{59}(?![\w-])/y),
  rule('brevo-key', 'xkeysib-', /xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}(?![A-Za-z0-9])/y),
  rule('twilio-key', 'SK', /SK[a-f0-9]{32}(?![A-Za-z0-9])/y, 3),
  rule('docker-token', 'dckr_pat_ dckr_oat_', /dckr_(?:pat|oat)_[\w-]{27,40}(?![\w-])/y),
  rule('atlassian-token', 'ATATT3 ATCTT3', /AT[AC]TT3[\w=-]{60,250}/y),
  rule('postman-key', 'PMAK-', /PMAK-[a-f0-9]{24}-[a-f0-9]{34}(?![A-Za-z0-9])/y),
  rule('newrelic-key', 'NRAK-', /NRAK-[A-Z0-9]{27}(?![A-Za-z0-9])/y),
  rule(
    'grafana-token',
    'glsa_ glc_',
    /(?:glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2})(?![A-Za-z0-9])/y,
  ),
  rule('linear-key', 'lin_api_', /lin_api_[A-Za-z0-9]{40}(?![A-Za-z0-9])/y),
  rule('notion-token', 'ntn_', /ntn_[A-Za-z0-9]{43,50}(?![A-Za-z0-9])/y),
  rule('groq-key', 'gsk_', /gsk_[A-Za-z0-9]{52}(?![A-Za-z0-9])/y),
  rule('replicate-token', 'r8_', /r8_[A-Za-z0-9]{37}(?![A-Za-z0-9])/y),
  rule('perplexity-key', 'pplx-', /pplx-[A-Za-z0-9]{48}(?![A-Za-z0-9])/y),
  rule('xai-key', 'xai-', /xai-[A-Za-z0-9]{70,90}(?![A-Za-z0-9])/y),
  rule('age-key', 'AGE-SECRET-KEY-1', /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/y),
  rule('nvidia-key', 'nvapi-', /nvapi-[\w-]{60,80}(?![\w-])/y),
  rule('together-key', 'tgp_v1_', /tgp_v1_[\w-]{40,60}(?![\w-])/y),
  rule('cerebras-key', 'csk-', /csk-[a-z0-9]{48}(?![A-Za-z0-9])/y),
  rule('pinecone-key', 'pcsk_', /pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{55,70}(?![A-Za-z0-9])/y),
  rule('langsmith-key', 'lsv2_pt_ lsv2_sk_', /lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}(?![A-Za-z0-9])/y),
  rule('jina-key', 'jina_', /jina_[a-f0-9]{32}[\w-]{26,40}(?![\w-])/y),
  rule('tavily-key', 'tvly-', /tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}(?![A-Za-z0-9])/y),
  rule('elevenlabs-key', 'sk_', /sk_[a-f0-9]{48}(?![A-Za-z0-9])/y),
  rule('figma-token', 'figd_ figo_', /fig[do]_[\w-]{36,60}(?![\w-])/y),
  rule('tailscale-key', 'tskey-', /tskey-[a-z]{3,12}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,40}(?![A-Za-z0-9])/y),
  rule('vercel-token', 'vcp_ vci_ vca_ vcr_ vck_', /vc[piark]_[A-Za-z0-9]{40,60}(?![A-Za-z0-9])/y),
  rule('supabase-key', 'sbp_ sb_secret_', /(?:sbp_[a-f0-9]{40}|sb_secret_[\w-]{22,48})(?![\w-])/y),
  rule('netlify-token', 'nfp_ nfc_ nfu_', /nf[pcu]_[A-Za-z0-9]{36,40}(?![A-Za-z0-9])/y),
  rule('contentful-token', 'CFPAT-', /CFPAT-[\w-]{43}(?![\w-])/y),
  rule('posthog-key', 'phx_ phs_', /ph[xs]_[A-Za-z0-9]{40,50}(?![A-Za-z0-9])/y),
  rule('airtable-token', 'pat', /pat[A-Za-z0-9]{14}\.[a-f0-9]{64}(?![A-Za-z0-9])/y),
  rule(
    'hubspot-token',
    'pat-na1- pat-eu1-',
    /pat-(?:na|eu)1-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}(?![A-Za-z0-9])/y,
  ),
  rule('bitbucket-token', 'ATBB', /ATBB[A-Za-z0-9]{28,36}(?![A-Za-z0-9])/y),
  rule('artifactory-key', 'AKCp cmVmdGtu', /(?:AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56})(?![A-Za-z0-9])/y),
  rule('clojars-token', 'CLOJARS_', /CLOJARS_[a-z0-9]{60}(?![A-Za-z0-9])/y),
  rule('nuget-key', 'oy2', /oy2[a-z0-9]{43}(?![A-Za-z0-9])/y),
  rule('crates-token', 'cio', /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/y),
  rule('infracost-key', 'ico-', /ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])/y),
  rule('settlemint-token', 'sm_pat_ sm_aat_ sm_sat_', /sm_[pas]at_[A-Za-z0-9]{16}(?![A-Za-z0-9])/y),
  rule('razorpay-key', 'rzp_live_ rzp_test_', /rzp_(?:live|test)_[A-Za-z0-9]{14}(?![A-Za-z0-9])/y),
  rule('notion-token', 'secret_', /secret_[A-Za-z0-9]{43}(?![A-Za-z0-9])/y),
  rule('mailgun-key', 'key-', /key-[a-f0-9]{32}(?![A-Za-z0-9])/y),
  rule('newrelic-key', 'NRII- NRIQ- NRJS-', /NR(?:II|IQ|JS)-[\w-]{19,40}(?![\w-])/y),
  rule('discord-token', 'MTA MTE MTI MTM MTQ', /MT[AEIMQ][\w-]{20,25}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y),
  rule('volcengine-key', 'AKLT', /AKLT[A-Za-z0-9]{40,60}(?![A-Za-z0-9])/y),
  rule('fireworks-key', 'fw_', /fw_[A-Za-z0-9]{22,24}(?![\w-])/y, 3.5),
  rule('firecrawl-key', 'fc-', /fc-[a-f0-9]{32}(?![\w-])/y),
  rule('voyage-key', 'pa-', /pa-[\w-]{43}(?![\w-])/y, 4),
  rule('google-key', 'AQ.Ab8', /AQ\.Ab8[\w-]{40,60}(?![\w-])/y),
  rule('cursor-key', 'key_ crsr_', /(?:key|crsr)_[a-f0-9]{64}(?![\w-])/y),
  rule('wandb-key', 'wandb_v1_', /wandb_v1_\w{60,100}(?![\w-])/y),
  rule('e2b-key', 'e2b_', /e2b_[a-f0-9]{40}(?![\w-])/y),
  rule('runpod-key', 'rpa_', /rpa_[A-Za-z0-9]{40,50}(?![\w-])/y),
  rule('novita-key', 'sk_', /sk_[\w-]{43}(?![\w-])/y, 4),
  rule('resend-key', 're_', /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?![\w-])/y, 3.5),
  rule('mandrill-key', 'md-', /md-[\w-]{22}(?![\w-])/y, 3.8),
  rule('cloudflare-key', 'v1.0-', /v1\.0-[a-f0-9]{24}-[a-f0-9]{146}(?![\w-])/y),
  rule('cloudflare-key', 'cfut_ cfat_ cfk_', /cf(?:ut|at|k)_[A-Za-z0-9]{40,60}(?![\w-])/y),
  rule('render-key', 'rnd_', /rnd_[A-Za-z0-9]{32}(?![\w-])/y, 3.5),
  rule('neon-key', 'napi_', /napi_[a-z0-9]{64}(?![\w-])/y),
  rule('mongodb-key', 'mdb_sa_sk_', /mdb_sa_sk_[\w-]{40}(?![\w-])/y),
  rule(
    'plaid-token',
    'access-',
    /access-(?:sandbox|development|production)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}(?![\w-])/y,
  ),
  rule(
    'paddle-key',
    'pdl_',
    /pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}(?![\w-])/y,
  ),
  rule('polar-token', 'polar_', /polar_[a-z]{2,4}_[A-Za-z0-9]{43,60}(?![\w-])/y),
  rule('dropbox-token', 'sl.', /sl\.(?:u\.)?[\w-]{130,2000}(?![\w-])/y),
  rule('infisical-token', 'st.', /st\.[a-f0-9]{24}\.[a-f0-9]{32}\.[a-f0-9]{32}(?![\w-])/y),
  rule('buildkite-token', 'bkua_', /bkua_[a-f0-9]{40}(?![\w-])/y),
  rule('circleci-token', 'CCIPAT_ CCIPRJ_', /CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}(?![\w-])/y),
  rule('snyk-token', 'snyk_', /snyk_[a-z]{3}\.[a-f0-9]{8}\.[\w.-]{60,300}/y),
  rule('honeycomb-key', 'hcaik_ hcamk_ hcxik_', /hc[ax][im]k_[a-z0-9]{58}(?![\w-])/y),
  rule(
    'launchdarkly-key',
    'sdk- api-',
    /(?:sdk|api)-[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}(?![\w-])/y,
  ),
  rule('statsig-key', 'secret-', /secret-[A-Za-z0-9]{43}(?![\w-])/y, 4),
  rule('twitter-token', 'AAAAAAAAAAAAAAAAAAAAA', /A{21}[A-Za-z0-9%]{60,100}(?![\w-])/y),
  rule('huggingface-token', 'hf_', /hf_[A-Za-z0-9]{34,40}(?![A-Za-z0-9])/y),
  rule('jwt', 'eyJ', /eyJ[\w-]{8,4096}\.eyJ[\w-]{8,8192}\.[\w-]{16,2048}/y, 3.5),
];
