import { untrack } from 'svelte';
import { type About, aboutFileNow } from '../../../store/about_file';

/** `gone`: nobody says whether it is not there or not for the reader. */
type State = 'unasked' | 'asking' | 'told' | 'gone' | 'unreachable';

/** Milliseconds until it is asked again of what is being checked or could not be asked, at first and at most. */
const PATIENCE = [2_000, 60_000] as const;
/** An answer that something cannot be had is believed that long. */
const BELIEVED_MS = 10_000;

const NEVER = new AbortController().signal;

/** What the server says of one file (`<link>?about`), as far as the reader may have it. */
export class Facts {
  state = $state<State>('unasked');
  about = $state.raw<About | null>(null);
  #url: string;
  #watchers = 0;
  #asking = false;
  #wait: number = PATIENCE[0];
  #answered = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Asks unless it is known, and goes on while it is being checked. Returns what ends that. */
  watch(): () => void {
    this.#watchers += 1;
    untrack(() => this.#due && void this.ask());
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) clearTimeout(this.#timer);
    };
  }

  async ask(): Promise<void> {
    if (this.#asking) return;
    clearTimeout(this.#timer);
    this.#asking = true;
    if (this.state === 'unasked') this.state = 'asking';
    const answer = await aboutFileNow(this.#url, NEVER);
    this.#asking = false;
    this.#answered = Date.now();
    if (answer !== null && answer !== 'gone') this.about = answer;
    this.state = answer === null ? 'unreachable' : answer === 'gone' ? 'gone' : 'told';
    if (this.state === 'unreachable' || this.#checking) this.#later();
  }

  get #due(): boolean {
    if (this.state === 'told') return this.#checking;
    return this.state === 'unasked' || Date.now() - this.#answered > BELIEVED_MS;
  }

  get #checking(): boolean {
    return this.state === 'told' && this.about?.state === 'held';
  }

  #later(): void {
    if (this.#watchers === 0) return;
    this.#timer = setTimeout(() => void this.ask(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, PATIENCE[1]);
  }
}

/** One answer for all places that show a file. */
export class AllFacts {
  readonly #known = new Map<string, Facts>();

  of(url: string): Facts {
    const known = this.#known.get(url) ?? new Facts(url);
    this.#known.set(url, known);
    return known;
  }
}

/** Of this page. */
export const allFacts = new AllFacts();
