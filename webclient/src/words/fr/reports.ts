import type { reportWords as English } from '../en/reports';

export const reportWords: typeof English = {
  title: (name) => `Signaler ${name}`,
  act: 'Signaler…',
  hint: 'Les modérateurs de votre organisation voient votre signalement et le texte de ce message. La personne signalée n’en est pas informée.',
  hintPerson:
    'Les modérateurs de votre organisation voient votre signalement. La personne signalée n’en est pas informée.',
  why: 'Motif',
  reasons: { abuse: 'C’est blessant ou menaçant', spam: 'C’est du spam' },
  note: 'Ce que les modérateurs doivent savoir',
  block: (name) => `Bloquer aussi ${name} : plus rien de cette personne ne vous parviendra`,
  cancel: 'Annuler',
  send: 'Envoyer le signalement',
  sent: 'Votre signalement a été transmis aux modérateurs.',
  tooMany: 'Vous avez envoyé trop de signalements aujourd’hui. Réessayez plus tard.',
  failed: 'Le signalement n’a pas pu être envoyé. Réessayez.',
};
