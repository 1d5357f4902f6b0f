import { BELL } from '../chat/row_shapes';
import { PRIVACY } from '../people/shapes';
import { KEYBOARD, LANGUAGE, LOOK, PERSON, STORAGE } from './shapes';

/** As they are named in the address bar (`#/settings/privacy`), with their icons. */
export const SECTIONS = [
  { name: 'profile', shape: PERSON },
  { name: 'appearance', shape: LOOK },
  { name: 'notifications', shape: BELL },
  { name: 'privacy', shape: PRIVACY },
  {
    name: 'devices',
    shape: 'M3.5 5.5h13v3M3.5 5.5v10h7M2 19h9M14.5 8.500h6v12h-6zM17 17.750h1',
  },
  { name: 'storage', shape: STORAGE },
  { name: 'language', shape: LANGUAGE },
  { name: 'shortcuts', shape: KEYBOARD },
  { name: 'about', shape: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.500M12 7.750h.01' },
] as const;

export type Section = (typeof SECTIONS)[number]['name'];

export const isSection = (name: string): name is Section =>
  SECTIONS.some((each) => each.name === name);
