import type { composerWords as English } from '../en/composer';
import { forms } from '../forms';

const { counted } = forms('de');

export const composerWords: typeof English = {
  completions: {
    person: 'Personen erwähnen',
    emoji: 'Emoji',
    tag: 'Themen, die hier zuletzt vorkamen',
    command: 'Befehle',
    count: (count) => counted(count, 'Vorschlag', 'Vorschläge'),
    all: 'Alle in diesem Raum',
    allHint: (count) => counted(count, 'Person hier', 'Personen hier'),
    you: 'Sie',
    away: 'gerade nicht hier',
    me: 'Sagen, was Sie tun',
    meHint: (name) => `„/me winkt“ wird als „${name} winkt“ gezeigt`,
  },

  styles: {
    label: 'Formatierung',
    bold: 'Fett',
    italic: 'Kursiv',
    strike: 'Durchgestrichen',
    code: 'Code',
    block: 'Codeblock',
    quote: 'Zitat',
    keys: { bold: 'Strg+B', italic: 'Strg+I', strike: 'Strg+Umschalt+X' },
  },

  emoji: 'Emoji',

  deleting: {
    title: 'Diese Nachricht löschen?',
    text: 'Es bleibt nichts von ihr übrig: Sie kann stattdessen für alle gelöscht werden.',
    confirm: 'Für alle löschen',
    cancel: 'Behalten',
  },
};
