/** What a browser says once, and soon, when it can install the page (not every one does). */
interface Offer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

export const installing = {
  offer: null as Offer | null,
  listen(): void {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      installing.offer = event as Offer;
    });
  },
};
