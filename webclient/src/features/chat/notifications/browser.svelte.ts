import type { Notices } from '../../../store/notice_types';
import { worker } from '../shell';

/** In the browser's storage: somebody wants to be told here. */
const WANTED = 'stoa notifications';

/** Whether, and how, this browser tells what is new. */
export class ThisBrowser {
  state = $state<'unsupported' | 'denied' | 'off' | 'on'>('off');
  /** Also while no page is open. */
  pushed = $state(false);
  readonly #notices: Notices;

  /** `possible`: nothing would stay on somebody else's computer. */
  constructor(
    notices: Notices,
    readonly possible: boolean,
  ) {
    this.#notices = notices;
  }

  /** What was turned on before goes on. */
  async begin(): Promise<void> {
    this.#look();
    if (this.state === 'on') await this.#subscribe(await worker());
  }

  /** Because somebody wants it: the browser asks them. Rejects where the worker cannot be had. */
  async turnOn(): Promise<void> {
    const answer = await Notification.requestPermission();
    const registration = answer === 'granted' ? await worker() : null;
    if (registration) localStorage.setItem(WANTED, 'yes');
    this.#look();
    if (registration) await this.#subscribe(registration);
  }

  async turnOff(): Promise<void> {
    await this.#notices.unsubscribe();
    localStorage.removeItem(WANTED);
    this.pushed = false;
    this.#look();
    const subscription = await (await worker()).pushManager.getSubscription();
    await subscription?.unsubscribe();
  }

  #look(): void {
    this.state = this.possible ? stateNow() : 'unsupported';
  }

  /** Without a push service it tells as long as a page is open. */
  async #subscribe(registration: ServiceWorkerRegistration): Promise<void> {
    try {
      const manager = registration.pushManager;
      const subscription =
        (await manager.getSubscription()) ??
        (await manager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: await this.#notices.publicKey(),
        }));
      const { endpoint = '', keys = {} } = subscription.toJSON();
      await this.#notices.subscribe({ endpoint, keys });
      this.pushed = true;
    } catch {
      this.pushed = false;
    }
  }
}

function stateNow(): ThisBrowser['state'] {
  if (!isSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const wanted = localStorage.getItem(WANTED) !== null;
  return wanted && Notification.permission === 'granted' ? 'on' : 'off';
}

function isSupported(): boolean {
  return 'Notification' in globalThis && 'serviceWorker' in navigator;
}
