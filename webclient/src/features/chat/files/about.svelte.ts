/** What the server says of a file (`GET <link>?about`), as far as the reader may have it. */

export interface About {
  readonly media_type: string;
  readonly size: number;
  readonly state: 'held' | 'ready' | 'refused';
  /** Why it was refused, in words. */
  readonly refusal: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly duration_ms: number | null;
  readonly blurhash: string | null;
  /** 64 loudnesses of a byte each, in base64. */
  readonly waveform: string | null;
  /** Whether there is a small picture of it, at `<link>?preview`. */
  readonly preview: boolean;
}

/** `gone`: nobody says whether it is not there or not for the reader. */
type State = 'unasked' | 'asking' | 'told' | 'gone' | 'unreachable';

/** Milliseconds until a check that goes on is asked for again, at first and at most. */
const PATIENCE = [2_000, 60_000] as const;
/** An answer that something cannot be had is believed that long. */
const BELIEVED_MS = 10_000;

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
    if (this.#due) void this.ask();
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) clearTimeout(this.#timer);
    };
  }

  async ask(): Promise<void> {
    if (this.#asking) return;
    clearTimeout(this.#timer);
    this.#asking = true;
    if (this.state !== 'told') this.state = 'asking';
    const answer = await this.#fetched();
    this.#asking = false;
    this.#answered = Date.now();
    if (typeof answer !== 'string') this.about = answer;
    this.state = typeof answer === 'string' ? answer : 'told';
    if (this.about?.state === 'held' && this.state === 'told') this.#later();
  }

  get #due(): boolean {
    if (this.state === 'told') return this.about?.state === 'held';
    return this.state === 'unasked' || Date.now() - this.#answered > BELIEVED_MS;
  }

  async #fetched(): Promise<About | 'gone' | 'unreachable'> {
    const waiting = this.about?.state === 'held' ? '&wait' : '';
    try {
      const response = await fetch(`${this.#url}?about${waiting}`);
      if (response.status === 403 || response.status === 404) return 'gone';
      return response.ok ? await response.json() : 'unreachable';
    } catch {
      return 'unreachable';
    }
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
