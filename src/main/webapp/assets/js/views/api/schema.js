import { html, setText, show } from '../../element.js';
import { descriptionOf, formsOf, membersOf, typeOf } from './document.js';

const MEMBER = html`
  <li>
    <code dir="ltr" data-part="name"></code>
    <span class="tag" data-part="required" hidden>required</span>
    <span class="hint" dir="ltr" data-part="type"></span>
    <span class="member-text" data-part="description"></span>
    <details data-part="inner" hidden><summary data-part="summary"></summary></details>
  </li>
`;

/** The members of a schema as a list; null if it has none. Those of a member are drawn when they are opened. */
export function listOf(api, schema) {
  const forms = formsOf(api, schema);
  const entries = forms.length > 0
    ? forms.map((form, place) => ({ name: `Form ${place + 1}`, required: false, schema: form }))
    : membersOf(api, schema);
  if (entries.length === 0) {
    return null;
  }
  const list = document.createElement('ul');
  list.className = 'members';
  list.append(...entries.map((entry) => itemOf(api, entry)));
  return list;
}

/** A named value, such as a parameter or a member. */
export function itemOf(api, { name, required, schema, description = descriptionOf(api, schema) }) {
  const { content, parts } = MEMBER.copy();
  setText(parts.name, name);
  show(parts.required, required === true);
  setText(parts.type, typeOf(api, schema));
  setText(parts.description, description);
  if (membersOf(api, schema).length > 0 || formsOf(api, schema).length > 0) {
    openLater(api, parts, { name, schema });
  }
  return content;
}

function openLater(api, { inner, summary }, { name, schema }) {
  setText(summary, `Members of ${name}`);
  show(inner, true);
  inner.addEventListener('toggle', () => {
    if (inner.open && inner.children.length === 1) {
      inner.append(listOf(api, schema));
    }
  });
}
