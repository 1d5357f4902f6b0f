/** What is said where messages are searched. */

import { forms } from '../forms';

const { counted } = forms('en');

export const searchWords = {
  title: 'Search messages',
  field: 'Words, names, #tags',
  label: 'What to look for in messages',
  clear: 'Clear the search',
  back: 'Back to the conversations',
  here: 'Search in this conversation',
  toResults: (query: string) => `Results for “${query}”`,
  leaveResults: 'Forget the results',

  filters: 'Filters',
  remove: (filter: string) => `Remove: ${filter}`,
  from: (name: string) => `From ${name}`,
  in: (name: string) => `In ${name}`,
  before: (day: string) => `Before ${day}`,
  after: (day: string) => `After ${day}`,
  has: {
    file: 'With a file',
    image: 'With a picture',
    link: 'With a link',
    voice: 'Voice messages',
  },
  unread: 'Unread',
  me: 'me',
  add: { from: 'From…', in: 'In…', date: 'Date…' },
  date: { title: 'When it was said', after: 'After', before: 'Before', clear: 'Any time' },
  days: { today: 'Today', yesterday: 'Yesterday', week: 'A week ago', month: 'A month ago' },

  completions: 'Suggestions',
  completed: (count: number) => counted(count, 'suggestion', 'suggestions'),
  operators: {
    from: 'who has written it',
    in: 'the room, or whom it was said with',
    before: 'said before a day',
    after: 'said after a day',
    has: 'a file, picture, link or voice message',
    is: 'what you have not read yet',
  },

  order: { label: 'Order', best: 'Best first', newest: 'Newest first' },
  asking: 'Searching…',
  total: (count: number) => counted(count, 'message', 'messages'),
  you: 'You',
  around: 'Show what was said around it',
  lessAround: 'Show less',
  aroundFailed: 'What was said around it could not be loaded.',
  more: 'Show more',
  loading: 'Loading more…',
  moreFailed: 'More results could not be loaded.',
  again: 'Try again',

  nothing: 'Nothing was found',
  nothingHint: 'Try fewer or other words, or remove a filter.',
  everywhere: 'Search everywhere',
  failed: 'The search does not answer',
  failedHint: 'Try again in a moment.',
  offline:
    'You are offline: only what this browser keeps has been searched. It goes on by itself when the connection is back.',
  nothingHere: 'Nothing of that is kept in this browser',
  nothingHereHint: 'Older messages are searched when the connection is back.',

  begin: 'Look for what was said',
  beginHint: 'In all your conversations, in any form of a word.',
  recent: 'Searched lately',
  forget: 'Forget them',
  examples: 'You can also write',
  example: {
    phrase: '"next week"',
    phraseHint: 'these words in this order',
    tag: '#budget',
    tagHint: 'what is tagged so',
  },
};
