import { API } from '../../texts-settings.js';
import { html, useState } from '../../ui.js';
import { descriptionOf, formsOf, membersOf, typeOf } from './document.js';

/** The members of a schema, or its alternatives. */
export function entriesOf(api, schema) {
  const forms = formsOf(api, schema);
  return forms.length > 0 ? forms.map((form, place) => ({ name: API.form(place + 1), schema: form })) : membersOf(api, schema);
}

/** The members of a schema as a list. */
export function Members({ api, schema }) {
  return html`<ul class="members">${entriesOf(api, schema).map((entry) => html`<${Member} key=${entry.name} api=${api} ...${entry} />`)}</ul>`;
}

/** A named value, such as a parameter or a member. Its own members are drawn when they are opened: a schema may contain itself. */
export function Member({ api, name, required, schema, description = descriptionOf(api, schema) }) {
  const [isOpened, setOpened] = useState(false);
  return html`
    <li>
      <code dir="ltr">${name}</code>
      ${required === true && html`<span class="tag">${API.required}</span>`}
      <span class="hint" dir="ltr"> ${typeOf(api, schema)}</span>
      ${description && html`<span class="member-text">${description}</span>`}
      ${entriesOf(api, schema).length > 0 && html`
        <details onToggle=${() => setOpened(true)}><summary>${API.members(name)}</summary>${isOpened && html`<${Members} api=${api} schema=${schema} />`}</details>
      `}
    </li>
  `;
}
