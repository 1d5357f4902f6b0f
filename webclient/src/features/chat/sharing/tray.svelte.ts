import type { Conversation } from '../../../store/types';

/** More at once is a mistake, or wants a folder in one file. */
export const MOST_AT_ONCE = 30;

export interface Chosen {
  readonly id: number;
  readonly file: File;
}

/** What was not taken, and why. */
export type Complaint = 'unreadable' | 'too-many';

/** The files that go with the next message. */
export class Tray {
  chosen = $state.raw<readonly Chosen[]>([]);
  #last = 0;

  /** In their order, after those that are there. Folders, and what the browser may not read, are none. */
  async add(files: readonly File[]): Promise<Complaint | null> {
    const readable = await Promise.all(files.map(isReadable));
    const taken = files.filter((_, nth) => readable[nth]);
    const room = MOST_AT_ONCE - this.chosen.length;
    const added = taken.slice(0, room).map((file) => ({ id: ++this.#last, file }));
    this.chosen = [...this.chosen, ...added];
    if (taken.length > room) return 'too-many';
    return taken.length < files.length ? 'unreadable' : null;
  }

  remove(id: number): void {
    this.chosen = this.chosen.filter((each) => each.id !== id);
  }

  /** All of them; nothing is left here. */
  take(): readonly Chosen[] {
    const taken = this.chosen;
    this.chosen = [];
    return taken;
  }

  /** They could not be shared. */
  putBack(taken: readonly Chosen[]): void {
    this.chosen = [...taken, ...this.chosen];
  }
}

const trays = new WeakMap<Conversation, Tray>();

/** Stays what it is while somebody looks at another conversation. */
export function trayOf(conversation: Conversation): Tray {
  const known = trays.get(conversation) ?? new Tray();
  trays.set(conversation, known);
  return known;
}

async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
