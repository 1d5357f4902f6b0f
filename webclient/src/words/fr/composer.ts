import type { composerWords as English } from '../en/composer';
import { forms } from '../forms';

const { counted } = forms('fr');

export const composerWords: typeof English = {
  completions: {
    person: 'Personnes à mentionner',
    emoji: 'Émojis',
    tag: 'Sujets récents ici',
    command: 'Commandes',
    count: (count) => counted(count, 'suggestion', 'suggestions'),
    all: 'Tout le monde dans ce salon',
    allHint: (count) => counted(count, 'personne ici', 'personnes ici'),
    you: 'vous',
    away: 'absent pour le moment',
    me: 'Dire ce que vous faites',
    meHint: (name) => `« /me fait signe » s’affiche « ${name} fait signe »`,
  },

  styles: {
    label: 'Mise en forme',
    bold: 'Gras',
    italic: 'Italique',
    strike: 'Barré',
    code: 'Code',
    block: 'Bloc de code',
    quote: 'Citation',
    keys: { bold: 'Ctrl+B', italic: 'Ctrl+I', strike: 'Ctrl+Maj+X' },
  },

  emoji: 'Émojis',

  deleting: {
    title: 'Supprimer ce message ?',
    text: 'Il n’en reste rien : vous pouvez plutôt le supprimer pour tout le monde.',
    confirm: 'Supprimer pour tous',
    cancel: 'Le garder',
  },
};
