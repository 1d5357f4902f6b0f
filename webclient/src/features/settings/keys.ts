import type { settingsWords } from '../../words/settings';

type Key = keyof typeof settingsWords.shortcuts.keys;
type Group = keyof typeof settingsWords.shortcuts.groups;

/** What `Mod` is: the key beside which others do something. */
const mac = /\bMac/.test(navigator.platform);
export const MOD = mac ? 'Cmd' : 'Ctrl';

/** All keys that do something, in the order of the list; several ways of one are several lists. */
export const SHORTCUTS: readonly (readonly [Group, readonly (readonly [Key, ...string[][]])[]])[] =
  [
    [
      'everywhere',
      [
        ['find', [MOD, 'K']],
        ['search', [MOD, 'Shift', 'F']],
        ['neighbours', ['Alt', 'Down'], ['Alt', 'Up']],
        ['settings', [MOD, ',']],
        ['shortcuts', ['?']],
        ['close', ['Esc']],
      ],
    ],
    [
      'list',
      [
        ['rows', ['Down'], ['Up']],
        ['rowMenu', ['Right']],
      ],
    ],
    [
      'writing',
      [
        ['send', ['Enter']],
        ['line', ['Shift', 'Enter']],
        ['edit', ['Up']],
        ['complete', ['@'], ['#'], [':']],
        ['bold', [MOD, 'B']],
        ['italic', [MOD, 'I']],
        ['strike', [MOD, 'Shift', 'X']],
      ],
    ],
    [
      'message',
      [
        ['messages', ['Down'], ['Up']],
        ['messageMenu', ['Enter']],
        ['reply', ['R']],
        ['react', ['+']],
        ['change', ['E']],
        ['thread', ['T']],
        ['pin', ['P']],
        ['day', ['D']],
        ['remove', ['Del']],
      ],
    ],
  ];
