import { untrack } from 'svelte';
import { devicesRequest, parseDevices, parseNotToDisturb } from '../xmpp/devices';
import { parseJid } from '../xmpp/jid';
import { disablePush, enablePush, type PushNode } from '../xmpp/push';
import { Attention } from './attention';
import type { StoredConversation } from './conversation.svelte';
import type { News, Notices, Preferences, Subscribed } from './notice_types';
import type { Parts } from './parts';
import { isSilent } from './quiet';
import { change, read } from './rest';
import type { Preview } from './types';
import { newestWanted, wishFor } from './wanted';
import { Windows } from './windows';

/** What another device of one's own shows is looked at again: it may stay unread there. */
export const AGAIN_AFTER_MS = 60_000;
const BELIEVED_MS = 60_000;
const LOOKED_AT = ['online', 'chat'];

interface Seen {
  readonly at: number;
  readonly count: number;
}

const made = new WeakMap<Parts, StoredNotices>();

export function noticesOf(parts: Parts): Notices {
  const known = made.get(parts) ?? new StoredNotices(parts);
  made.set(parts, known);
  return known;
}

class StoredNotices implements Notices {
  readonly #parts: Parts;
  readonly #windows: Windows;
  readonly #attention: Attention;
  #node: PushNode | null = null;
  #preferences: Promise<Preferences> | null = null;
  #asked = 0;
  #shown: string | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#windows = new Windows(parts.own);
    this.#attention = new Attention(parts.connection);
    parts.connection.onState((state) => {
      if (state.kind !== 'online') return;
      this.#say();
      if (!state.resumed) void this.#enable();
    });
  }

  /** Believed for a minute; asked again after a failure. */
  preferences(): Promise<Preferences> {
    const old = Date.now() - this.#asked > BELIEVED_MS;
    if (!this.#preferences || old) {
      this.#asked = Date.now();
      this.#preferences = read<Preferences>(this.#parts.own, 'notifications/preferences');
      this.#preferences.catch(() => {
        this.#preferences = null;
      });
    }
    return this.#preferences;
  }

  async keep(preferences: Preferences): Promise<void> {
    await change(this.#parts.own, 'PUT', 'notifications/preferences', preferences);
    this.#asked = Date.now();
    this.#preferences = Promise.resolve(preferences);
  }

  shows(address: string | null, looking: boolean): void {
    this.#shown = looking ? address : null;
    this.#attention.looks(looking);
    this.#say();
  }

  onNews(tell: (news: News) => void): () => void {
    const known = new Map<string, Seen>();
    let newest: number | null = null;
    return $effect.root(() => {
      $effect(() => {
        const all = this.#parts.conversations.list;
        const now = all.map((of) => [of, seen(of)] as const);
        const before = newest;
        newest = Math.max(newest ?? 0, ...now.map(([, { at }]) => at));
        for (const [of, { at, count }] of now) {
          const last = known.get(of.address) ?? { at: before ?? 0, count: 0 };
          known.set(of.address, { at, count });
          if (before !== null && at > last.at && count > last.count && !of.preview?.own)
            untrack(() => void this.#consider(of, last.at, tell).catch(reportError));
        }
      });
    });
  }

  async publicKey(): Promise<string> {
    return (await read<{ public_key: string }>(this.#parts.own, 'push')).public_key;
  }

  async subscribe({ endpoint, keys: { p256dh, auth } }: Subscribed): Promise<void> {
    const answer = await change(this.#parts.own, 'POST', 'push', {
      endpoint,
      keys: { p256dh, auth },
    });
    this.#node = await answer.json();
    await this.#enable();
  }

  async unsubscribe(): Promise<void> {
    const node = this.#node;
    if (!node) return;
    this.#node = null;
    await this.#parts.connection.request(disablePush(node)).catch(() => undefined); // it is told by the next
    await change(this.#parts.own, 'DELETE', `push/${node.node}`);
  }

  /** The session is told; one that is refused it has the page open, and is told next time. */
  async #enable(): Promise<void> {
    const { connection } = this.#parts;
    if (!this.#node || connection.state.kind !== 'online') return;
    await connection.request(enablePush(this.#node)).catch(() => undefined);
  }

  #say(): void {
    const resource = parseJid(this.#parts.connection.jid)?.resource ?? '';
    if (resource) this.#windows.say({ resource, seen: this.#shown });
  }

  /** Tells of what came after a moment (ms), if it is to be told of. */
  async #consider(of: StoredConversation, after: number, tell: (news: News) => void) {
    if (!this.#parts.tabs.leading) return;
    const preferences = await this.preferences();
    const wish = wishFor(of, preferences);
    if (isSilent(preferences, Date.now()) || wish === 'never') return;
    const windows = await this.#windows.all();
    if (windows.some(({ seen }) => seen === of.address)) return;
    const said = await newestWanted(this.#parts, of, wish, after);
    if (!said) return;
    const others = await this.#others(windows.map(({ resource }) => resource));
    if (others === 'busy' || of.unread === 0) return;
    if (others === 'nobody') tell(newsOf(of, said, preferences));
    else
      setTimeout(() => void this.#stillUnread(of, after, tell).catch(reportError), AGAIN_AFTER_MS);
  }

  async #stillUnread(of: StoredConversation, after: number, tell: (news: News) => void) {
    if (of.unread > 0) await this.#consider(of, after, tell);
  }

  /** What devices beside this browser do; nobody's where the server does not say. */
  async #others(own: readonly string[]): Promise<'busy' | 'look' | 'nobody'> {
    const { connection } = this.#parts;
    if (connection.state.kind !== 'online') return 'nobody';
    const answer = await connection.request(devicesRequest()).catch(() => null);
    if (!answer) return 'nobody';
    const devices = parseDevices(answer);
    if (parseNotToDisturb(answer) || devices.some(({ show }) => show === 'dnd')) return 'busy';
    const looked = devices
      .filter(({ resource }) => !own.includes(resource))
      .some(({ connected, active, show }) => connected && active && LOOKED_AT.includes(show));
    return looked ? 'look' : 'nobody';
  }
}

function seen(of: StoredConversation): Seen {
  return { at: of.preview?.at ?? 0, count: of.unread + of.mentions };
}

function newsOf(of: StoredConversation, said: Preview, preferences: Preferences): News {
  const author = of.kind === 'room' ? said.author.name : null;
  return { address: of.address, conversation: of.name, author, body: said.body, preferences };
}
