/** Which result somebody has gone to, so that there is a way back to the others. */
class Led {
  /** The id of the message; '' where they came another way. */
  to = $state('');
  /** What it was found by. */
  query = $state('');

  go(to: string, query: string): void {
    this.to = to;
    this.query = query;
  }
}

export const led = new Led();
