import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keep } from './keep';
import { KEY, kept, whose } from './kept';
import { Pane } from './pane';
import { pictureOf } from './picture';

const VERSION = '/assets/index.0123.js';
const SAID = { look: 'dark', html: '<p>What was said</p>' };
const ROWS = '<div class="chat"><nav><ul><li>Grace</li></ul></nav></div>';

function cookie(text: string): void {
  vi.spyOn(document, 'cookie', 'get').mockReturnValue(text);
}

const leave = () => keep(KEY, whose(VERSION), SAID);

beforeEach(() => {
  cookie('stoa_language=de; __Host-stoa-person=ada');
  localStorage.setItem('stoa session', '{}');
});

afterEach(() => {
  window.location.hash = '';
});

describe('a glimpse', () => {
  it('is how the page looked, for whom and where it was left', () => {
    window.location.hash = '#/c/grace@localhost';
    leave();

    expect(kept(VERSION)).toMatchObject(SAID);
  });

  it.each([
    ['of another person', () => cookie('__Host-stoa-person=grace')],
    ['while nobody is signed in', () => cookie('stoa_language=de')],
    ['of another place', () => window.location.replace('#/c/linus@localhost')],
    ['of another size', () => vi.stubGlobal('innerWidth', 360)],
  ])('is nothing %s', (_what, change) => {
    leave();
    change();

    expect(kept(VERSION)).toBeNull();
  });

  it('is nothing for another version of the page', () => {
    leave();

    expect(kept('/assets/index.4567.js')).toBeNull();
  });

  it('is not kept where nobody is remembered, and the one before is gone', () => {
    leave();
    localStorage.removeItem('stoa session');
    leave();

    expect(localStorage.length).toBe(0);
  });

  it('is nothing where what is kept is no picture', () => {
    localStorage.setItem('stoa glimpse', '{');

    expect(kept(VERSION)).toBeNull();
  });
});

describe('the picture of a page', () => {
  const app = document.createElement('div');
  const html = (inside: string) => {
    app.innerHTML = `<div class="chat">${inside}</div>`;
    return pictureOf(app)?.html ?? '';
  };

  it('has what was written, and styles only as what a script may set', () => {
    app.innerHTML = '<div class="chat"><textarea></textarea><i style="top: 4px"></i></div>';
    const area = app.querySelector('textarea');
    if (area) area.value = 'half a sentence';

    expect(pictureOf(app)?.html).toBe(
      '<div class="chat"><textarea>half a sentence</textarea><i data-style="top: 4px"></i></div>',
    );
  });

  it('has nothing that runs, plays or lies over the rest', () => {
    const parts =
      '<script></script><iframe></iframe><video></video><dialog></dialog><p popover></p>';

    expect(html(`${parts}<p>said</p>`)).toBe('<div class="chat"><p>said</p></div>');
  });

  it('has nothing that nobody sees, nor what the connection was', () => {
    const said =
      '<p data-link="waiting">No connection.</p><!----><b>Said<span class="unseen">by Ada</span></b>';

    expect(html(said)).toBe('<div class="chat"><b>Said</b></div>');
  });

  it('has of rows that nobody sees no more than their frames', () => {
    expect(html('<div role="log"><article data-key="1"><p>old</p></article></div>')).not.toContain(
      'old',
    );
  });

  it('is none while there is nothing to be read', () => {
    app.innerHTML = '<main></main>';

    expect(pictureOf(app)).toBeNull();
  });
});

describe('the picture in front of a page', () => {
  let frames: (() => void)[] = [];
  const frame = () => {
    for (const act of frames.splice(0)) act();
  };
  let app: HTMLElement;
  let load: () => void;

  /** Nothing here lays out or loads styles: what is there is seen, and frames come when a test says so. */
  async function shown(): Promise<Pane> {
    const pane = new Pane(app, { look: 'dark', html: ROWS });
    pane.show(load);
    await Promise.resolve();
    return pane;
  }

  beforeEach(() => {
    vi.useFakeTimers();
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (act: () => void) => frames.push(act));
    Object.assign(Element.prototype, { checkVisibility: () => true });
    app = document.createElement('div');
    document.body.append(app);
    load = vi.fn();
  });

  afterEach(() => {
    Reflect.deleteProperty(Element.prototype, 'checkVisibility');
  });

  it('is there for eyes alone', async () => {
    const pane = await shown();

    expect(pane.shown).toBe(true);
    expect(document.querySelector('nav')).toBeNull();
    expect(document.querySelector('[inert]')?.getAttribute('aria-hidden')).toBe('true');
    expect(document.documentElement.dataset.look).toBe('dark');
  });

  it('has the page loaded once it was painted', async () => {
    await shown();
    expect(load).not.toHaveBeenCalled();

    frame();
    vi.advanceTimersByTime(0);

    expect(load).toHaveBeenCalledOnce();
  });

  it('has a page loaded that nobody sees, and that is not painted', async () => {
    await shown();

    vi.advanceTimersByTime(1_000);

    expect(load).toHaveBeenCalled();
  });

  it('goes one frame after the page shows as much', async () => {
    const pane = await shown();
    frame();
    frame();
    expect(pane.shown).toBe(true);

    app.innerHTML = ROWS;
    frame();
    frame();

    expect(pane.shown).toBe(false);
  });

  it('goes as soon as somebody does something', async () => {
    const pane = await shown();

    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));

    expect(pane.shown).toBe(false);
  });

  it('does not stay where the page never shows as much', async () => {
    const pane = await shown();

    vi.advanceTimersByTime(5_000);

    expect(pane.shown).toBe(false);
  });
});
