import type { Component } from 'svelte';
import type { Client } from '../../store/types';
import { settings } from '../settings/actions';
import { chats } from './chats';
import { own } from './own';

/** A dialog that an action opens in place of the palette. */
export type Dialog = Component<{ client: Client; onclose: () => void }>;

/** What an action has at hand. */
export interface Hands {
  readonly client: Client;
  show(dialog: Dialog): void;
}

/** Something that can be done from anywhere, by its name. */
export interface Action {
  /** No other action's. */
  readonly id: string;
  readonly name: string;
  /** Other words by which people look for it. */
  readonly also?: string;
  /** Of the icon, as `Icon` draws it. */
  readonly shape: string;
  /** The keys that do the same, as they are shown. */
  readonly keys?: string;
  run(hands: Hands): unknown;
}

/** Some actions: those that somebody may and can do now. */
export type Actions = (client: Client) => readonly Action[];

/** Whoever has something that can be done from anywhere adds it here. */
const ALL: readonly Actions[] = [chats, own, settings];

export const actions: Actions = (client) => ALL.flatMap((each) => each(client));
