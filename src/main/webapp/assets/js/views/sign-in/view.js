import { Problem, listDeliveries } from '../../api.js';
import { html, setTitle } from '../../element.js';
import { keepKey, keyError } from '../../key.js';
import { sentence } from '../../notices.js';

const SIGN_IN = html`
  <section class="card sign-in" aria-labelledby="sign-in-title">
    <img src="assets/icons/mark.svg" alt="" width="44" height="44">
    <h1 id="sign-in-title">Sign in with your key</h1>
    <p class="soft">
      Telltale generated a key at its first start. It is stored in the file <code>key</code> in Telltale’s home
      folder:
    </p>
    <pre class="command" tabindex="0" role="region" aria-label="Command that prints the key"><code>cat ~/.telltale/key</code></pre>
    <form method="dialog" data-part="form" novalidate>
      <div class="field">
        <label for="key">Key</label>
        <input id="key" data-part="key" type="password" autocomplete="off" autocapitalize="none" spellcheck="false"
          dir="ltr" aria-describedby="key-error key-hint">
        <p class="field-error" id="key-error" data-part="error" role="alert"></p>
      </div>
      <button class="button primary wide" type="submit" data-part="submit">Sign in</button>
    </form>
    <p class="hint" id="key-hint">
      The key is kept in this browser tab only, until you close the tab or sign out.
      On a deployed server, Telltale’s startup log names the home folder.
    </p>
  </section>
`;

/** The sign-in form: verifies the key against the API and stores it for this tab. */
export function signIn(place, { reason = '', onSignedIn }) {
  const { content, parts } = SIGN_IN.copy();
  setTitle('Sign in');
  place.replaceChildren(content);
  showError(reason);
  parts.key.focus();

  parts.form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const key = parts.key.value.trim();
    const error = keyError(key);
    if (error !== null) {
      refuse(error);
      return;
    }
    busy(true);
    try {
      await listDeliveries({ limit: 1 }, { key });
      keepKey(key);
      onSignedIn();
    } catch (problem) {
      refuse(refusalOf(problem));
    } finally {
      busy(false);
    }
  });

  function refuse(text) {
    showError(text);
    parts.key.focus();
    parts.key.select();
  }

  function showError(text) {
    parts.error.textContent = text;
    parts.key.setAttribute('aria-invalid', String(text !== ''));
  }

  function busy(yes) {
    parts.submit.textContent = yes ? 'Signing in…' : 'Sign in';
    parts.submit.setAttribute('aria-disabled', String(yes));
  }
}

/** Explains why a key was rejected and what to do. */
export function refusalOf(problem) {
  if (problem.status === 401) {
    return 'Invalid key. Copy the whole line from the file “key”, not from “track-key” or “secret”.';
  }
  if (problem.status === 403) {
    return 'This key allows sending only. Use the key in the file “key”.';
  }
  return problem instanceof Problem ? `${sentence(problem.title)} ${problem.detail}` : String(problem);
}
