/** XEP-0201 Best Practices for Message Threads, version 1.0. #generation (RFC 6121 section 5.2.5) */
import { CLIENT, element, textOf } from './xml';

const LONGEST = 1023;

/** Null also for a name that is longer than any. */
export function parseThread(message: Element): string | null {
  const name = textOf(message, 'thread', CLIENT)?.trim();
  return name && name.length <= LONGEST ? name : null;
}

export function thread(name: string): Element {
  return element('thread', CLIENT, {}, name);
}
