/** Plays one sound at a time, also while its message is scrolled out of sight. */

export const RATES: readonly number[] = [1, 1.5, 2];

export class Player {
  /** Address of the sound that plays or was paused last. */
  url = $state<string | null>(null);
  playing = $state(false);
  /** Seconds. */
  at = $state(0);
  rate = $state(1);
  /** Sounds that this browser could not play. */
  unplayable = $state.raw<ReadonlySet<string>>(new Set());
  /** Seconds, as far as the browser has found out. */
  lengths = $state.raw<ReadonlyMap<string, number>>(new Map());
  #sound: HTMLAudioElement | null = null;
  readonly #left = new Map<string, number>();

  toggle(url: string): void {
    if (this.isPlaying(url)) this.pause();
    else this.#play(url);
  }

  isPlaying(url: string): boolean {
    return this.playing && this.url === url;
  }

  /** Seconds from the beginning. */
  position(url: string): number {
    return this.url === url ? this.at : (this.#left.get(url) ?? 0);
  }

  seek(url: string, seconds: number): void {
    this.#select(url);
    this.at = seconds;
    if (this.#sound) this.#sound.currentTime = seconds;
  }

  nextRate(): void {
    const next = RATES.indexOf(this.rate) + 1;
    this.rate = RATES[next] ?? 1;
    if (this.#sound) this.#sound.playbackRate = this.rate;
  }

  pause(): void {
    this.#sound?.pause();
  }

  /** Of a recording that was sent or deleted. */
  forget(url: string): void {
    if (this.url === url) this.#end();
    this.#left.delete(url);
  }

  #play(url: string): void {
    this.#select(url);
    this.#sound?.play().catch((error: Error) => {
      if (error.name !== 'AbortError') this.#fails(url);
    });
  }

  #select(url: string): void {
    if (this.url === url) return;
    this.#end();
    this.url = url;
    this.at = this.#left.get(url) ?? 0;
    this.#sound = this.#loaded(url, this.at);
  }

  #loaded(url: string, at: number): HTMLAudioElement {
    const sound = new Audio(url);
    sound.preload = 'auto';
    sound.defaultPlaybackRate = this.rate;
    sound.playbackRate = this.rate;
    if (at) sound.currentTime = at;
    const mine = (then: () => void) => () => this.#sound === sound && then();
    sound.onplay = mine(() => {
      this.playing = true;
      this.#follow(sound);
    });
    sound.onpause = mine(() => {
      this.playing = false;
    });
    sound.ondurationchange = mine(() => this.#measured(url, sound.duration));
    sound.onended = mine(() => this.seek(url, 0));
    sound.onerror = mine(() => this.#fails(url));
    return sound;
  }

  /** The browser's own event comes four times a second, which jerks. */
  #follow(sound: HTMLAudioElement): void {
    if (this.#sound !== sound || !this.playing) return;
    this.at = sound.currentTime;
    requestAnimationFrame(() => this.#follow(sound));
  }

  #measured(url: string, seconds: number): void {
    if (Number.isFinite(seconds)) this.lengths = new Map([...this.lengths, [url, seconds]]);
  }

  #fails(url: string): void {
    this.unplayable = new Set([...this.unplayable, url]);
    this.playing = false;
  }

  #end(): void {
    if (this.url) this.#left.set(this.url, this.at);
    this.#sound?.pause();
    this.#sound = null;
    this.url = null;
    this.playing = false;
  }
}

/** Of this page: two sounds at once are none. */
export const thePlayer = new Player();
