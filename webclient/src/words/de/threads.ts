import type { threadWords as English } from '../en/threads';
import { forms } from '../forms';

const { counted } = forms('de');

export const threadWords: typeof English = {
  title: 'Threads',
  back: 'Zurück zu den Unterhaltungen',
  label: 'Threads, denen Sie folgen',
  which: 'Welche Threads angezeigt werden',
  all: 'Alle',
  onlyUnread: 'Ungelesen',
  none: 'Sie folgen noch keinen Threads',
  noneHint:
    'Antworten Sie auf eine Nachricht mit „Im Thread antworten“, oder folgen Sie einem Thread, den Sie in einer Unterhaltung finden.',
  nothingUnread: 'Sie haben in den Threads, denen Sie folgen, alles gelesen.',
  loading: 'Threads werden geladen …',
  failed: 'Die Threads konnten nicht geladen werden.',
  again: 'Erneut versuchen',
  more: 'Ältere Threads anzeigen',
  replies: (count) => counted(count, 'Antwort', 'Antworten'),
  unread: (count) => counted(count, 'ungelesene Antwort', 'ungelesene Antworten'),
  mentions: (count) => counted(count, 'Erwähnung von Ihnen', 'Erwähnungen von Ihnen'),
  gone: 'Womit er beginnt, ist nicht mehr da.',
  you: 'Sie:',
  in: (name) => `Threads in der Unterhaltung ${name}`,
  noneHere: 'Hier gibt es noch keine Threads.',
  follow: 'Folgen',
  following: 'Gefolgt',
  followHint: 'Diesem Thread folgen: Sie sehen, wenn jemand darin antwortet',
  unfollowHint: 'Sie folgen diesem Thread. Nicht mehr folgen',
  notDone: 'Das hat nicht geklappt. Versuchen Sie es erneut.',
};
