import { Problem, signInByKey, signInByUser } from '../../api.js';
import { html, setTitle, show } from '../../element.js';
import { keyError } from '../../key.js';
import { sentence } from '../../notices.js';

const SIGN_IN = html`
  <section class="card sign-in" aria-labelledby="sign-in-title">
    <img src="assets/icons/mark.svg" alt="" width="44" height="44">
    <h1 id="sign-in-title">Sign in</h1>
    <p class="field-error" id="sign-in-error" data-part="error" role="alert"></p>
    <a class="button primary wide" href="api/v1/session/oidc" data-part="oidc" hidden>Single sign-on</a>
    <form method="dialog" data-part="userForm" novalidate hidden>
      <div class="field">
        <label for="user">User name</label>
        <input id="user" data-part="user" autocomplete="username" autocapitalize="none" spellcheck="false" dir="ltr">
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input id="password" data-part="password" type="password" autocomplete="current-password" dir="ltr">
      </div>
      <button class="button primary wide" type="submit">Sign in</button>
    </form>
    <form method="dialog" data-part="keyForm" novalidate>
      <div class="field">
        <label for="key">Key</label>
        <input id="key" data-part="key" type="password" autocomplete="off" autocapitalize="none" spellcheck="false"
          dir="ltr" aria-describedby="sign-in-error key-hint">
      </div>
      <button class="button primary wide" type="submit">Sign in with a key</button>
    </form>
    <p class="hint" id="key-hint">
      An API key, or the key in the file <code>key</code> of Telltale’s home folder. The browser exchanges it for a session
      and does not keep it. On the server, this command prints a link that signs in without a key:
    </p>
    <pre class="command" tabindex="0" role="region" aria-label="Command that prints a sign-in link"><code>java -jar app.war sign-in</code></pre>
  </section>
`;

/** The sign-in form, with the ways that are configured. `session` is the answer of the API; `reason` explains a refusal. */
export function signIn(place, { reason = '', session, onSignedIn }) {
  const { content, parts } = SIGN_IN.copy();
  const fields = { key: parts.key, user: parts.user };
  let isBusy = false;
  setTitle('Sign in');
  show(parts.oidc, session.oidc);
  show(parts.userForm, session.realm);
  place.replaceChildren(content);
  showError(reason);
  (session.realm ? parts.user : parts.key).focus();

  parts.keyForm.addEventListener('submit', (event) => {
    event.preventDefault();
    const key = parts.key.value.trim();
    const error = keyError(key);
    if (error === null) {
      exchange('key', () => signInByKey(key));
    } else {
      refuse('key', error);
    }
  });

  parts.userForm.addEventListener('submit', (event) => {
    event.preventDefault();
    exchange('user', () => signInByUser(parts.user.value.trim(), parts.password.value));
  });

  async function exchange(field, request) {
    if (isBusy) {
      return;
    }
    busy(true);
    try {
      await request();
      await onSignedIn();
    } catch (problem) {
      refuse(field, refusalOf(problem));
    } finally {
      busy(false);
    }
  }

  function refuse(field, text) {
    showError(text);
    fields[field].setAttribute('aria-invalid', 'true');
    fields[field].focus();
    fields[field].select();
  }

  function showError(text) {
    parts.error.textContent = text;
    Object.values(fields).forEach((field) => field.setAttribute('aria-invalid', 'false'));
  }

  function busy(yes) {
    isBusy = yes;
    for (const button of parts.keyForm.parentElement.querySelectorAll('[type=submit]')) {
      button.setAttribute('aria-disabled', String(yes));
    }
  }
}

/** Explains why signing in was refused and what to do. */
export function refusalOf(problem) {
  return problem instanceof Problem ? `${sentence(problem.title)} ${problem.detail}` : String(problem);
}
