import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { FEATURES, IDENTITY, VERIFICATION } from './caps';

it('the verification string is that of the features (XEP-0115 #ver-gen)', () => {
  const { category, type, name } = IDENTITY;
  const text = [`${category}/${type}//${name}`, ...[...FEATURES].sort()].join('<');

  expect(createHash('sha1').update(`${text}<`).digest('base64')).toBe(VERIFICATION);
});
