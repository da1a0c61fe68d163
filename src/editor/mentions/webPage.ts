// Fetches a page of the web as text, when a person has chosen it: bounded, without cookies, into private networks only after a yes.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { pageText, pageTitle } from '../../core/mentions/pageText.ts';
import { isPrivateAddress, isPrivateName, webAddress } from '../../core/mentions/webAddress.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { Attached, Attacher } from '../chat/attach.ts';

/** Fewer than the characters that an attachment may have. */
const mostBytes = 1_900_000;
const patienceMs = 20_000;
const mostRedirects = 5;

export interface WebPageParts {
  readonly attacher: Pick<Attacher, 'gathered'>;
  /** Asks before a page of a private network is fetched. */
  readonly mayVisit: (host: string) => Promise<boolean>;
}

/** The page as text, after a yes where it lies in a private network. */
export async function attachedPage(url: URL, { attacher, mayVisit }: WebPageParts): Promise<Attached> {
  const signal = AbortSignal.timeout(patienceMs);
  const allowed = new Set<string>();
  let at = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    if (!allowed.has(at.host) && (await isPrivate(at.hostname)) && !(await mayVisit(at.host)))
      return refused(sentence('{0} was not fetched.', at.host));
    allowed.add(at.host);
    const response = await fetch(at, {
      ...{ signal, redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer' },
      headers: { accept: 'text/html, text/markdown, text/plain;q=0.9, application/json;q=0.8' },
    });
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return attachedAnswer(at, response, attacher);
    await response.body?.cancel();
    const next = URL.canParse(location, at.href) ? webAddress(new URL(location, at).href) : null;
    if (!next) return refused(sentence('{0} leads to an address that is not fetched.', at.host));
    at = next;
  }
  return refused(sentence('{0} leads from one address to the next without an end.', url.host));
}

async function attachedAnswer(
  url: URL,
  response: Response,
  attacher: Pick<Attacher, 'gathered'>,
): Promise<Attached> {
  if (!response.ok) {
    await response.body?.cancel();
    return refused(sentence('{0} answered with status {1}.', url.host, response.status));
  }
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isPage = type === 'text/html' || type === 'application/xhtml+xml';
  if (!isPage && !/^text\/|^application\/(?:[\w.+-]*\+)?(?:json|xml|yaml)$/.test(type)) {
    await response.body?.cancel();
    return refused(sentence('{0} is not a page of text ({1}).', url.host, type || '?'));
  }
  const { text, isCut } = await boundedText(response);
  const words = isPage ? pageText(text) : text;
  if (words.trim() === '')
    return refused(sentence('{0} holds no text that can be read without running it.', url.host));
  const title = (isPage && pageTitle(text)) || url.host + url.pathname;
  return attacher.gathered({
    label: title.slice(0, 80),
    source: url.href,
    languageId: isPage ? 'markdown' : '',
    text: words + (isCut ? '\n[cut here]' : ''),
    ...(isCut && {
      remark: sentence('Only what stands in the first {0} MB of the page is attached.', mostBytes / 1e6),
    }),
    files: [],
  });
}

async function boundedText(response: Response): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const decoder = new TextDecoder(encodingOf(response));
  let [text, bytes] = ['', 0];
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk.subarray(0, mostBytes - bytes), { stream: true });
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return { text, isCut: true };
  }
  return { text: text + decoder.decode(), isCut: false };
}

function encodingOf(response: Response): string {
  const named =
    /charset=["']?([\w-]{1,40})/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).encoding;
  } catch {
    return 'utf-8';
  }
}

/** A name that cannot be looked up here may be known to a proxy: then its own form decides. */
async function isPrivate(hostname: string): Promise<boolean> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare)) return isPrivateAddress(bare);
  if (isPrivateName(bare)) return true;
  const found = await lookup(bare, { all: true }).catch(() => []);
  return found.some(({ address }) => isPrivateAddress(address));
}

function refused(message: Sentence): Attached {
  return { ok: false, message };
}
