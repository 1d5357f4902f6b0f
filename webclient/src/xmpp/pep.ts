/**
 * XEP-0163 Personal Eventing Protocol, version 1.2.2. #publish #notify
 * XEP-0223 Persistent Storage of Private Data via PubSub, version 1.1.1. #storing
 * XEP-0060 Publish-Subscribe, version 1.30.0. #subscriber-retrieve #publisher-delete
 */
import { submittedForm } from './data_forms';
import { bareOf, isOwn, parseJid } from './jid';
import { type AskedPage, parseResultSet, resultSet } from './result_sets';
import { CLIENT, childOf, childrenOf, element, idOf } from './xml';

const PUBSUB = 'http://jabber.org/protocol/pubsub';
const EVENTS = `${PUBSUB}#event`;

export interface Item {
  readonly id: string;
  readonly payload: Element;
}

export interface PepEvent {
  readonly node: string;
  readonly items: readonly Item[];
  /** Ids of items that were taken back. */
  readonly retracted: readonly string[];
  /** All items are gone: the node was emptied or deleted. */
  readonly emptied: boolean;
}

/** Items kept for oneself: for nobody else's eyes, one a subject, none given away by age. */
const PRIVATE = {
  'pubsub#persist_items': 'true',
  'pubsub#max_items': 'max',
  'pubsub#send_last_published_item': 'never',
  'pubsub#access_model': 'whitelist',
};

/** All items of a node of the own account. */
export function itemsRequest(node: string): Element {
  return pubsub('get', element('items', PUBSUB, { node }));
}

/** A page of them, where the server knows pages (XEP-0060 #subscriber-retrieve-returnsome). */
export function itemsPage(node: string, page: AskedPage): Element {
  return pubsub('get', element('items', PUBSUB, { node }), resultSet(page));
}

/** What the page after this one is asked for after; null where this one is all. */
export function parseItemsEnd(answer: Element): string | null {
  const held = childOf(answer, 'pubsub', PUBSUB);
  return (held && parseResultSet(held)?.last) ?? null;
}

/** One item, if there is one. */
export function itemRequest(node: string, id: string): Element {
  const item = element('item', PUBSUB, { id });
  return pubsub('get', element('items', PUBSUB, { node }, item));
}

/** Empty for anything but an answer of the own account about this node. */
export function parseItems(answer: Element, node: string, own: string): readonly Item[] {
  const held = childOf(answer, 'pubsub', PUBSUB);
  const items = held && childOf(held, 'items', PUBSUB);
  if (!isOwn(answer.getAttribute('from'), own) || items?.getAttribute('node') !== node) return [];
  return itemsIn(items, PUBSUB);
}

export function publishPrivately(node: string, id: string, payload: Element): Element {
  const item = element('item', PUBSUB, { id }, payload);
  const options = submittedForm(`${PUBSUB}#publish-options`, PRIVATE);
  return pubsub(
    'set',
    element('publish', PUBSUB, { node }, item),
    element('publish-options', PUBSUB, {}, options),
  );
}

/** All own clients are told that it is gone. */
export function retractItem(node: string, id: string): Element {
  const item = element('item', PUBSUB, { id });
  return pubsub('set', element('retract', PUBSUB, { node, notify: 'true' }, item));
}

/** Null also for an event that is not the own account's: anybody can send one that looks like it. */
export function parsePepEvent(message: Element, own: string): PepEvent | null {
  const event = childOf(message, 'event', EVENTS);
  if (!event || parseJid(message.getAttribute('from'))?.full !== bareOf(own)) return null;
  const about = event.firstElementChild;
  const node = about?.getAttribute('node');
  if (!about || about.namespaceURI !== EVENTS || !node) return null;
  const retracted = childrenOf(about, 'retract', EVENTS).map((gone) => idOf(gone));
  return Object.freeze({
    node,
    items: about.localName === 'items' ? itemsIn(about, EVENTS) : [],
    retracted: retracted.filter((id) => id !== null),
    emptied: about.localName === 'purge' || about.localName === 'delete',
  });
}

function itemsIn(items: Element, namespace: string): readonly Item[] {
  return childrenOf(items, 'item', namespace).flatMap((item) => {
    const id = idOf(item);
    const payload = item.firstElementChild;
    return id && payload ? [Object.freeze({ id, payload })] : [];
  });
}

function pubsub(type: 'get' | 'set', ...children: Element[]): Element {
  return element('iq', CLIENT, { type }, element('pubsub', PUBSUB, {}, ...children));
}
