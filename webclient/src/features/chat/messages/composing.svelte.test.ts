import { expect, it } from 'vitest';
import { conversation, message } from '../samples';
import { composingOf } from './composing.svelte';

it('knows which message is edited, also for whoever has looked elsewhere before', () => {
  const messages = [message({ key: 'first', own: true }), message({ key: 'second', own: true })];
  const about = conversation({ messages });
  const edit = (key: string) =>
    $effect.root(() => {
      const composing = composingOf(about);
      composing.task = { kind: 'edit', key };
      expect(composing.about?.key).toBe(key);
    });
  const lookAway = edit('first');
  lookAway();

  edit('second')();

  expect.assertions(2);
});
