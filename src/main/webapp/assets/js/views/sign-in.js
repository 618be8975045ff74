import { Problem, listDeliveries } from '../api.js';
import { fromTemplate } from '../element.js';
import { flawOf, keepKey } from '../key.js';

/** The card that asks for the key, tries it, and keeps it when it opens the door. */
export function signIn(place, { reason = '', onSignedIn }) {
  const { content, parts } = fromTemplate('sign-in-view');
  document.title = 'Sign in – Telltale';
  place.replaceChildren(content);
  say(reason);
  parts.key.focus();

  parts.form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const key = parts.key.value.trim();
    const flaw = flawOf(key);
    if (flaw !== null) {
      refuse(flaw);
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
    say(text);
    parts.key.focus();
    parts.key.select();
  }

  function say(text) {
    parts.error.textContent = text;
    parts.key.setAttribute('aria-invalid', String(text !== ''));
  }

  function busy(yes) {
    parts.submit.textContent = yes ? 'Trying the key…' : 'Sign in';
    parts.submit.setAttribute('aria-disabled', String(yes));
  }
}

/** Why a key did not open the door, and what to do about it. */
export function refusalOf(problem) {
  if (problem.status === 401) {
    return 'Telltale does not know this key. Copy the whole line from the file “key”, not “track-key” or “secret”.';
  }
  if (problem.status === 403) {
    return 'This key may send mail but not read what happened. Use the one in the file “key”.';
  }
  return problem instanceof Problem ? `${problem.title} ${problem.detail}` : String(problem);
}
