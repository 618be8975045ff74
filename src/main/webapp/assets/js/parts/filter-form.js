import { LISTING } from '../texts.js';
import { html } from '../ui.js';

/**
 * The filters of a list. A field is `{name, label}`, with `options` (pairs of a value and its label) for a choice, `type`
 * `date` for a day, and `isMore` if it is shown on demand; other properties are those of the input. `onFilter` receives
 * what the reader filters by. What is being entered stays until other filters are shown.
 */
export function FilterForm({ label, fields, filters, onFilter }) {
  const known = JSON.stringify([filters, fields]);
  this.shouldComponentUpdate = (next) => JSON.stringify([next.filters, next.fields]) !== known;
  const filter = (form) => onFilter(enteredIn(form));
  const submit = (event) => {
    event.preventDefault();
    filter(event.currentTarget);
  };
  const change = (event) => event.target.matches('select, [type=date]') && filter(event.currentTarget);
  const clear = (event) => {
    event.currentTarget.form.elements[0].focus();
    onFilter({});
  };
  const isFiltered = Object.keys(filters).length > 0;
  const more = fields.filter(({ isMore }) => isMore);
  return html`
    <form class="filters" method="dialog" role="search" aria-label=${label} onSubmit=${submit} onChange=${change}>
      ${fields.filter(({ isMore }) => !isMore).map((field) => html`<${Field} ...${field} value=${filters[field.name]} />`)}
      <div class="filter-actions">
        <button class="button" type="submit">${LISTING.filter}</button>
        ${isFiltered && html`<button class="button quiet" type="button" onClick=${clear}>${LISTING.clear}</button>`}
      </div>
      ${more.length > 0 && html`
        <details class="more-filters" open=${more.some(({ name }) => filters[name])}>
          <summary>${LISTING.moreFilters}</summary>
          <div class="filters">${more.map((field) => html`<${Field} ...${field} value=${filters[field.name]} />`)}</div>
        </details>
      `}
    </form>
  `;
}

function Field({ name, label, options, type = 'text', isMore, isWide, value = '', ...properties }) {
  const id = `filter-${name}`;
  return html`
    <div class=${isWide ? 'field wide' : 'field'}>
      <label for=${id}>${label}</label>
      ${options
        ? html`<select id=${id} name=${name} value=${value}>
            <option value="">${LISTING.any}</option>
            ${withChosen(options, value).map(([option, text]) => html`<option key=${option} value=${option}>${text}</option>`)}
          </select>`
        : html`<input id=${id} name=${name} type=${type} autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto" value=${value} ...${properties} />`}
    </div>
  `;
}

/** An address may hold a value that is no choice; it is shown, since the list is filtered by it. */
function withChosen(options, value) {
  return value === '' || options.some(([option]) => option === value) ? options : [...options, [value, value]];
}

function enteredIn(form) {
  const entered = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(entered.filter(([, value]) => value !== ''));
}
