import type { headerWords as English } from '../en/header';
import { forms } from '../forms';

const { counted } = forms('de');

export const headerWords: typeof English = {
  back: 'Zurück zu den Unterhaltungen',
  roomDetails: 'Personen in diesem Raum',
  personDetails: 'Über diese Person',
  members: (count) => counted(count, 'Person hier', 'Personen hier'),
  joining: 'Raum wird betreten …',
  refused: 'Sie sind nicht in diesem Raum',
  unknown: 'Verfügbarkeit unbekannt',
  notes: 'Nur Sie sehen sie',
};
