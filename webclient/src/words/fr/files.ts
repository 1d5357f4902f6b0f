import { size } from '../amounts';
import type { fileWords as English } from '../en/files';

const FAILED: Readonly<Record<string, (more: string) => string>> = {
  'file-too-large': (most) =>
    most
      ? `Trop volumineux : un fichier peut faire ${size(Number(most))}.`
      : 'Ce fichier est trop volumineux.',
  'file-empty': () => 'Ce fichier est vide.',
  'file-gone': () => 'Ce navigateur n’a plus ce fichier. Choisissez-le encore une fois.',
  'file-refused': (why) => (why ? `Refusé : ${why}` : 'Ce fichier a été refusé.'),
  'file-network': () => 'L’envoi s’est interrompu à plusieurs reprises.',
  left: () => 'Vous avez quitté ce salon.',
};

function failed(error: string | null): string {
  const [name = '', ...more] = (error ?? '').split(' ');
  return FAILED[name]?.(more.join(' ')) ?? `Non envoyé : ${error}`;
}

export const fileWords: typeof English = {
  picture: (name) => `Image : ${name}`,
  video: (name) => `Vidéo : ${name}`,
  voice: 'Message vocal',
  open: (name) => `Ouvrir l’image ${name}`,
  download: 'Télécharger',
  downloadNamed: (name) => `Télécharger ${name}`,
  elsewhere: 'Sur un autre serveur ; s’ouvre dans un nouvel onglet',

  upload: {
    waiting: 'En attente d’envoi',
    checking: 'Vérification…',
    uploading: 'Envoi…',
    remove: 'Retirer',
    progress: (name) => `Envoi de ${name}`,
    sent: (sent, total) => `${sent} sur ${total}`,
    failed,
    retry: 'Réessayer',
    cancel: (name) => `Annuler l’envoi de ${name}`,
  },

  state: {
    held: 'Recherche de virus…',
    heldHint: 'Le fichier apparaîtra ici dès que ce sera fait.',
    refused: 'Ce fichier a été refusé',
    refusedHint: (why) => why ?? 'La vérification y a trouvé quelque chose de dangereux.',
    gone: 'N’est plus à votre disposition',
    goneHint: 'Il a été retiré ou supprimé, ou vous n’êtes plus là où il a été partagé.',
    unreachable: 'Impossible à charger',
    again: 'Réessayer',
  },

  player: {
    play: 'Lire',
    pause: 'Pause',
    position: 'Position',
    speed: (rate) => `Vitesse ${rate.toLocaleString('fr')}×`,
    at: (at, of) => `${at} sur ${of}`,
    unplayable: 'Ce navigateur ne peut pas le lire. Téléchargez-le plutôt.',
  },

  view: {
    title: 'Image',
    count: (at, of) => `${at} sur ${of}`,
    close: 'Fermer',
    next: 'Image suivante',
    previous: 'Image précédente',
    closer: 'Agrandir',
    farther: 'Réduire',
    keys: 'Les flèches changent d’image, plus et moins agrandissent et réduisent, Échap ferme.',
    fromWhom: (author, when) => `${author}, ${when}`,
  },
};
