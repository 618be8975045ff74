import { Instant } from './parts/instant.js';
import { methodOf, ownerOf } from './session.js';
import { ACCOUNT } from './texts.js';
import { fullTime } from './time.js';
import { html, useRef } from './ui.js';

/** The menu of the signed-in user in the page's header. */
export function Account({ session, onSignOut, onSignOutEverywhere }) {
  const menu = useRef(null);
  const closeByKey = ({ key }) => {
    if (key === 'Escape' && menu.current.open) {
      menu.current.open = false;
      menu.current.querySelector('summary').focus();
    }
  };
  const closeBehind = ({ relatedTarget }) => {
    if (relatedTarget !== null && !menu.current.contains(relatedTarget)) {
      menu.current.open = false;
    }
  };
  const owner = ownerOf(session);
  return html`
    <details class="account" ref=${menu} onKeyDown=${closeByKey} onFocusOut=${closeBehind}>
      <summary class="button quiet">${owner}</summary>
      <div class="account-menu">
        <dl class="facts">
          <div><dt>${ACCOUNT.owner}</dt><dd><bdi>${owner}</bdi></dd></div>
          <div><dt>${ACCOUNT.role}</dt><dd>${session.role}</dd></div>
          <div><dt>${ACCOUNT.method}</dt><dd>${methodOf(session)}</dd></div>
          ${session.expiresAt !== null && html`<div><dt>${ACCOUNT.ends}</dt><dd><${Instant} at=${session.expiresAt} format=${fullTime} /></dd></div>`}
        </dl>
        <button class="button wide" type="button" id="sign-out" onClick=${onSignOut}>${ACCOUNT.signOut}</button>
        <button class="button quiet wide" type="button" id="sign-out-everywhere" onClick=${onSignOutEverywhere}>${ACCOUNT.everywhere}</button>
      </div>
    </details>
  `;
}
