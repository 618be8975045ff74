import { viewOf } from '../../component-view.js';
import { addressOf } from '../../route.js';
import { SECTIONS } from '../../sections.js';
import { may } from '../../session.js';
import { SETTINGS } from '../../texts-settings.js';
import { html } from '../../ui.js';

/** The settings: their list and, if the route has one, a section beside it. */
export function Settings({ route, ...context }) {
  const { pattern, inner: Section } = route;
  return Section === undefined
    ? html`
        <section class="dashboard" aria-labelledby="settings-title">
          <h1 id="settings-title" tabindex="-1">${SETTINGS.title}</h1>
          <${Sections} isIndex />
        </section>
      `
    : html`
        <div class="settings">
          <a class="settings-back" href="#/settings">${SETTINGS.all}</a>
          <${Sections} pattern=${pattern} />
          <section class="list-pane" key=${pattern}><${Section} route=${route} ...${context} /></section>
        </div>
      `;
}

/** Links to the sections that the role permits, with what each is for in the index. */
function Sections({ pattern, isIndex = false }) {
  return html`
    <nav class=${isIndex ? 'settings-index' : 'settings-nav'} aria-label=${SETTINGS.title}>
      ${SECTIONS.filter(({ permission }) => may(permission)).map((section) => html`
        <a key=${section.pattern} href=${addressOf(section.pattern.split('/'))} aria-current=${section.pattern === pattern ? 'page' : undefined}>
          <span>${section.title}</span>
          ${isIndex && html`<span class="hint">${SETTINGS.hints[section.pattern]}</span>`}
        </a>
      `)}
    </nav>
  `;
}

export const SettingsView = viewOf(Settings);
