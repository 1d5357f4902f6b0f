import type { Message } from '../../../store/types';

const LINK = /https?:\/\/[^\s<>"]+/giu;
/** As the archive reads them (components/archive/views/words.py). */
const TAG = /(?<![\p{L}\p{N}_&#/])#([\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]{0,63})/gu;
const LOOKED_AT = 500;
/** Of one body, in UTF-16 units. */
const READ = 4_000;
const MOST = 12;

/** Used in a conversation, the last first, as they were written then; a number is none. */
export function recentTags(messages: readonly Message[]): string[] {
  const found = new Map<string, string>();
  for (const { body, retracted } of messages.slice(-LOOKED_AT).toReversed()) {
    if (retracted || !body.includes('#')) continue;
    for (const tag of tagsIn(body).toReversed())
      if (!found.has(tag.toLowerCase())) found.set(tag.toLowerCase(), tag);
    if (found.size >= MOST) break;
  }
  return [...found.values()].slice(0, MOST);
}

function tagsIn(body: string): string[] {
  const text = body.slice(0, READ).replace(LINK, (link) => ' '.repeat(link.length));
  return uncoded(text)
    .flatMap((part) => [...part.matchAll(TAG)])
    .map(([, tag = '']) => tag.replace(/-+$/u, ''))
    .filter((tag) => tag && !/^\p{Nd}+$/u.test(tag));
}

/** What is not preformatted (XEP-0393 v1.1.1 #block, #span), also where that is unfinished. */
function uncoded(text: string): string[] {
  let isBlock = false;
  return text.split('\n').flatMap((line) => {
    const fence = line.startsWith('```');
    if (fence) isBlock = !isBlock;
    return fence || isBlock ? [] : line.split('`').filter((_, nth) => nth % 2 === 0);
  });
}
