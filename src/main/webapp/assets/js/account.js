import { html, setText, setTime, show } from './element.js';
import { methodOf, ownerOf } from './session.js';
import { fullTime } from './time.js';

const ACCOUNT = html`
  <details class="account" id="account" data-part="details">
    <summary class="button quiet" data-part="name"></summary>
    <div class="account-menu">
      <dl class="facts">
        <div><dt>Signed in as</dt><dd><bdi data-part="who"></bdi></dd></div>
        <div><dt>Role</dt><dd data-part="role"></dd></div>
        <div><dt>By</dt><dd data-part="method"></dd></div>
        <div data-part="end"><dt>Ends</dt><dd><time data-part="expiresAt"></time></dd></div>
      </dl>
      <button class="button wide" type="button" id="sign-out" data-part="signOut">Sign out</button>
      <button class="button quiet wide" type="button" id="sign-out-everywhere" data-part="everywhere">Sign out everywhere</button>
    </div>
  </details>
`;

/** The menu of the signed-in user in the page's header. */
export class Account {
  #parts;

  constructor(place, { onSignOut, onSignOutEverywhere }) {
    const { content, parts } = ACCOUNT.copy();
    this.#parts = parts;
    parts.signOut.addEventListener('click', onSignOut);
    parts.everywhere.addEventListener('click', onSignOutEverywhere);
    parts.details.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && parts.details.open) {
        parts.details.open = false;
        parts.name.focus();
      }
    });
    parts.details.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget !== null && !parts.details.contains(relatedTarget)) {
        parts.details.open = false;
      }
    });
    place.append(content);
    this.hide();
  }

  show(session) {
    const parts = this.#parts;
    setText(parts.name, ownerOf(session));
    setText(parts.who, ownerOf(session));
    setText(parts.role, session.role);
    setText(parts.method, methodOf(session));
    show(parts.end, session.expiresAt !== null);
    if (session.expiresAt !== null) {
      setTime(parts.expiresAt, fullTime(session.expiresAt));
    }
    show(parts.details, true);
  }

  hide() {
    this.#parts.details.open = false;
    show(this.#parts.details, false);
  }
}
