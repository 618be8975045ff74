import { Problem, listDeliveries } from '../api.js';
import { fromTemplate } from '../element.js';
import { keepKey, keyError } from '../key.js';
import { sentence } from '../notices.js';

/** The sign-in form: verifies the key against the API and stores it for this tab. */
export function signIn(place, { reason = '', onSignedIn }) {
  const { content, parts } = fromTemplate('sign-in-view');
  document.title = 'Sign in – Telltale';
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
