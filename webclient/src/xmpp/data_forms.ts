/** XEP-0004 Data Forms, version 2.13.2. #protocol-form: forms that are sent, none that are shown. */
import { element } from './xml';

const DATA = 'jabber:x:data';

/** Fields without a value are left out. */
export function submittedForm(
  type: string,
  fields: Readonly<Record<string, string | undefined>>,
): Element {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [field(name, value)],
  );
  return element('x', DATA, { type: 'submit' }, field('FORM_TYPE', type), ...given);
}

function field(name: string, value: string): Element {
  const type = name === 'FORM_TYPE' ? 'hidden' : null;
  return element('field', DATA, { var: name, type }, element('value', DATA, {}, value));
}
