type Part = typeof import('./later');

/** What shows files is loaded when there are some, and then there at once for all of them. */
class ShownFiles {
  part = $state.raw<Part | null>(null);
  failed = $state(false);

  async load(): Promise<void> {
    if (this.part) return;
    try {
      this.part = await import('./later');
      this.failed = false;
    } catch (error) {
      this.failed = true;
      reportError(error);
    }
  }
}

export const shownFiles = new ShownFiles();
