import type { Client } from '../../store/types';
import { isLanguage, type Language, remember, remembered } from '../../words/languages';
import { words } from '../../words/page';

const again = () => window.location.reload();

/** For all own devices, and at once on this one: the page begins anew. Rejects as `OwnActs`. */
export async function choose(client: Client, language: Language, reload = again): Promise<void> {
  const { own } = await client.acts();
  await own.speak(language);
  remember(language);
  if (language !== words.language) reload();
}

/** What was chosen on another device holds here: at once where that is the first that is heard of it. */
export async function follow(client: Client, reload = again): Promise<void> {
  const { own } = await client.acts();
  let isFirst = true;
  $effect.root(() => {
    $effect(() => {
      if (!isLanguage(own.language)) return;
      const isNew = own.language !== remembered();
      if (isNew) remember(own.language);
      if (isNew && isFirst && own.language !== words.language) reload();
      isFirst = false;
    });
  });
}
