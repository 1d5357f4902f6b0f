/** XEP-0004 Data Forms, version 2.13.2. #protocol-form #protocol-formtypes: forms that are filled in. */
import { formIn } from './data_forms';
import { childrenOf, element } from './xml';

const DATA = 'jabber:x:data';

/** The values of each field, as far as the form in an element is of this type; null for another. */
export function parseFormIn(
  parent: Element,
  type: string,
): ReadonlyMap<string, readonly string[]> | null {
  const form = formIn(parent);
  const fields = form ? childrenOf(form, 'field', DATA) : [];
  const found = new Map(
    fields.map((each) => [
      each.getAttribute('var') ?? '',
      childrenOf(each, 'value', DATA).map((value) => value.textContent ?? ''),
    ]),
  );
  return found.get('FORM_TYPE')?.[0] === type ? found : null;
}

/** A boolean (#protocol-fieldtypes): both ways of writing it. */
export function isTrue(values: readonly string[] | undefined): boolean {
  return values?.[0] === '1' || values?.[0] === 'true';
}

export function submission(type: string, fields: ReadonlyMap<string, string>): Element {
  const all = [['FORM_TYPE', type] as const, ...fields];
  const made = all.map(([name, value]) =>
    element('field', DATA, { var: name }, element('value', DATA, {}, value)),
  );
  return element('x', DATA, { type: 'submit' }, ...made);
}
