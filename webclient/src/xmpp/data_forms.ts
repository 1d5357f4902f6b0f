/** XEP-0004 Data Forms, version 2.13.2. #protocol-form #protocol-results: none is shown as a form. */
import { childOf, childrenOf, element, textOf } from './xml';

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

/** The rows of a result of this type, each by its fields' names; null for anything else. */
export function parseTable(
  x: Element,
  type: string,
): readonly ReadonlyMap<string, string>[] | null {
  const ofType = parseFields(x).get('FORM_TYPE') === type;
  if (x.getAttribute('type') !== 'result' || !ofType) return null;
  return childrenOf(x, 'item', DATA).map(parseFields);
}

/** The form in an element. */
export function formIn(parent: Element): Element | null {
  return childOf(parent, 'x', DATA);
}

function parseFields(parent: Element): ReadonlyMap<string, string> {
  const fields = childrenOf(parent, 'field', DATA).flatMap((each) => {
    const name = each.getAttribute('var');
    return name ? [[name, textOf(each, 'value', DATA) ?? ''] as const] : [];
  });
  return new Map(fields);
}

function field(name: string, value: string): Element {
  const type = name === 'FORM_TYPE' ? 'hidden' : null;
  return element('field', DATA, { var: name, type }, element('value', DATA, {}, value));
}
