import { roomWords } from '../../words/rooms';

/** Something that is being done, and the words for why it was not. */
export class Trying {
  busy = $state(false);
  complaint = $state('');

  /** Once at a time; whether it was done. */
  async act(deed: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.complaint = '';
    try {
      await deed();
      return true;
    } catch (error) {
      this.complaint = roomWords.failed(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      this.busy = false;
    }
  }
}
