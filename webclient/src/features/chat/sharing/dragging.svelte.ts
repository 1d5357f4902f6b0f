import type { Attachment } from 'svelte/attachments';

/** Files that are dragged over an element. What is dropped beside it does not replace this page. */
export class Dragging {
  over = $state(false);
  readonly #may: () => boolean;
  readonly #take: (files: readonly File[]) => void;
  /** Elements that it has entered and not left: they lie in each other. */
  #inside = 0;

  /** @param may whether something can be shared here now */
  constructor(may: () => boolean, take: (files: readonly File[]) => void) {
    this.#may = may;
    this.#take = take;
  }

  readonly attach: Attachment<HTMLElement> = (element) => {
    const heard = new AbortController();
    const { signal } = heard;
    element.addEventListener('dragenter', (event) => this.#enter(event), { signal });
    element.addEventListener('dragleave', (event) => this.#leave(event), { signal });
    element.addEventListener('drop', (event) => this.#drop(event), { signal });
    for (const type of ['dragover', 'drop'] as const)
      window.addEventListener(type, (event) => this.#anywhere(event, element), { signal });
    return () => heard.abort();
  };

  #enter(event: DragEvent): void {
    if (!hasFiles(event) || !this.#may()) return;
    this.#inside++;
    this.over = true;
  }

  #leave(event: DragEvent): void {
    if (!hasFiles(event)) return;
    this.#inside = Math.max(0, this.#inside - 1);
    this.over = this.#inside > 0;
  }

  #drop(event: DragEvent): void {
    this.#inside = 0;
    this.over = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0 && this.#may()) this.#take(files);
  }

  #anywhere(event: DragEvent, element: HTMLElement): void {
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    const here = event.target instanceof Node && element.contains(event.target);
    event.dataTransfer.dropEffect = here && this.#may() ? 'copy' : 'none';
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
