/** Where one has been lately, as long as the page is there. */

const MOST = 20;

let addresses: readonly string[] = [];

/** The last first. */
export const visited = (): readonly string[] => addresses;

export function visit(address: string): void {
  addresses = [address, ...addresses.filter((each) => each !== address)].slice(0, MOST);
}
