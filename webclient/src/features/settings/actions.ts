import { settingsWords } from '../../words/settings';
import type { Actions } from '../palette/actions';
import { look, THEMES } from './look.svelte';
import { openSettings } from './place';
import { SECTIONS } from './sections';
import { LOOK, SETTINGS } from './shapes';

/** The settings as they are found by name, and what of them is done at once. */
export const settings: Actions = () => [
  { id: 'settings', name: settingsWords.title, shape: SETTINGS, run: () => openSettings() },
  ...SECTIONS.map(({ name, shape }) => ({
    id: `settings ${name}`,
    name: settingsWords.sections[name],
    also: settingsWords.also[name],
    shape,
    run: () => openSettings(name),
  })),
  ...THEMES.filter((theme) => theme !== look.now.theme).map((theme) => ({
    id: `theme ${theme}`,
    name: settingsWords.themes[theme],
    also: settingsWords.also.appearance,
    shape: LOOK,
    run: () => look.choose({ theme }),
  })),
];
