/** What was done last and can be undone, for whoever shows it. */

export interface Undoable {
  readonly text: string;
  readonly undo: () => void | Promise<void>;
}

class Undoing {
  last = $state.raw<Undoable | null>(null);

  offer(text: string, undo: Undoable['undo']): void {
    this.last = { text, undo };
  }
}

export const undoing = new Undoing();
