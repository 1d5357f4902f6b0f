import type { Author, Client, Conversation, Message } from '../../../store/types';
import { composerWords } from '../../../words/composer';
import { search } from '../emoji/emojis';
import { toneOf } from '../emoji/recent';
import { toned } from '../emoji/tones';
import { matches } from '../texts';
import { recentTags } from './tags';
import type { Trigger } from './trigger';

export interface Candidate {
  readonly key: string;
  /** What is written for it. Of two people with one name one needs another: see `Mentions`. */
  readonly text: string;
  readonly name: string;
  readonly hint: string;
  /** Whom it mentions; null for what is only words, as for people whom the room hides. */
  readonly address: string | null;
  readonly picture: string | null;
  /** In place of a picture. */
  readonly sign: string | null;
}

const MOST = 30;
/** Of emoji: whoever wants to see them all opens the picker. */
const MOST_EMOJI = 12;
const said = composerWords.completions;

const NOTHING = { hint: '', address: null, picture: null, sign: null };

/** What a trigger may become, the likeliest first; of a room, with these members. */
export async function candidates(
  { kind, query }: Trigger,
  client: Client,
  conversation: Conversation,
  members: readonly Author[],
): Promise<readonly Candidate[]> {
  if (kind === 'person') return people(query, client, conversation, members);
  if (kind === 'emoji') return emoji(query, client.me.address);
  if (kind === 'tag') return tags(query, conversation);
  const me = { ...NOTHING, key: 'me', text: '/me', name: '/me', sign: '…' };
  return [{ ...me, hint: said.meHint(client.me.name) }];
}

function people(
  query: string,
  client: Client,
  conversation: Conversation,
  members: readonly Author[],
): Candidate[] {
  const wanted = query.trim();
  const all =
    conversation.kind === 'room'
      ? ofRoom(client, conversation, members, wanted)
      : [person(conversation, ''), person(client.me, said.you)];
  const found = all.filter(({ name, text }) => fits(name, text, wanted));
  const begins = ({ name }: Candidate) =>
    Number(name.toLowerCase().startsWith(wanted.toLowerCase()));
  return found.sort((one, other) => begins(other) - begins(one)).slice(0, MOST);
}

const fits = (name: string, text: string, wanted: string): boolean =>
  matches(name, wanted) || text.slice(1).startsWith(wanted.toLowerCase());

type Somebody = { address: string | null; name: string; picture?: string | null; nick?: string };

function person(of: Somebody, hint: string): Candidate {
  const { address, name, nick = name, picture = null } = of;
  const key = address ?? `nick ${nick}`;
  return {
    ...NOTHING,
    key,
    text: `@${address === null ? nick : name}`,
    name,
    hint,
    address,
    picture,
  };
}

/** Everybody is never the first that is offered: who is there may not be known yet. */
function ofRoom(
  client: Client,
  conversation: Conversation,
  members: readonly Author[],
  wanted: string,
): Candidate[] {
  const each = inRoom(client, conversation, members);
  return wanted || each.length > 0 ? [...each, ...everybody(conversation)] : each;
}

/** Who is there, those who said something lately first; then others who belong to the room. */
function inRoom(
  client: Client,
  conversation: Conversation,
  members: readonly Author[],
): Candidate[] {
  const present = conversation.occupants.filter((each) => !each.own);
  const here = new Map(present.map((each) => [each.address ?? each.nick, each]));
  const authors = speakers(conversation.messages);
  const lately = authors.flatMap(({ address }) => here.get(address) ?? []);
  const away = new Map([...authors, ...members].map((each) => [each.address, each]));
  for (const address of here.keys()) away.delete(address);
  const pictureOf = (address: string | null) => client.conversation(address ?? '')?.picture ?? null;
  const shown = (each: Somebody, hint: string) =>
    person({ ...each, picture: pictureOf(each.address) }, hint);
  return [
    ...[...new Set([...lately, ...present])].map((each) =>
      shown(each, each.nick === each.name ? '' : each.nick),
    ),
    ...[...away.values()].map((each) => shown(each, said.away)),
  ];
}

/** The last first; without those whom the room hides. */
function speakers(messages: readonly Message[]): Author[] {
  const others = messages.filter(({ own, kind }) => !own && kind === 'text').toReversed();
  const known = new Map<string, Author>();
  for (const { author } of others)
    if (!author.address.includes('/') && !known.has(author.address))
      known.set(author.address, author);
  return [...known.values()];
}

/** Whoever may speak in a room may call everybody there. */
function everybody(conversation: Conversation): Candidate[] {
  const { address, occupantCount, occupants } = conversation;
  const role = occupants.find((each) => each.own)?.role;
  if (role !== 'participant' && role !== 'moderator') return [];
  const hint = `${said.all} · ${said.allHint(occupantCount)}`;
  return [{ ...NOTHING, key: address, text: '@all', name: 'all', hint, address, sign: '@' }];
}

async function emoji(query: string, account: string): Promise<Candidate[]> {
  const tone = toneOf(account);
  return (await search(query)).slice(0, MOST_EMOJI).map(({ emoji: plain, names: [name = ''] }) => {
    const sign = toned(plain, tone);
    return { ...NOTHING, key: plain, text: sign, name: `:${name}:`, sign };
  });
}

function tags(query: string, conversation: Conversation): Candidate[] {
  const begun = query.toLowerCase();
  return recentTags(conversation.messages)
    .filter((tag) => tag.toLowerCase().startsWith(begun) && tag.toLowerCase() !== begun)
    .map((tag) => ({ ...NOTHING, key: tag, text: `#${tag}`, name: `#${tag}`, sign: '#' }));
}

/** The emoji of exactly this name. */
export async function emojiNamed(name: string, account: string): Promise<string | null> {
  const [first] = await emoji(name, account);
  return first?.name === `:${name}:` ? first.text : null;
}
