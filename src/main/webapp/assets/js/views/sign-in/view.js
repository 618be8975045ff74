import { Problem, signInByKey, signInByUser } from '../../api.js';
import { viewOf } from '../../component-view.js';
import { keyError } from '../../key.js';
import { sentence } from '../../notices.js';
import { SIGN_IN } from '../../texts.js';
import { html, useLayoutEffect, useRef, useState } from '../../ui.js';

/** The sign-in form, with the ways that are configured. `session` is the answer of the API; `reason` explains a refusal. */
function SignIn({ reason, session, onSignedIn }) {
  const [{ error, invalid }, setRefusal] = useState({ error: reason, invalid: null });
  const [isBusy, setBusy] = useState(false);
  const fields = { user: useRef(null), password: useRef(null), key: useRef(null) };
  useLayoutEffect(() => fields[session.realm ? 'user' : 'key'].current.focus(), []);

  const refuse = (name, text) => {
    setRefusal({ error: text, invalid: name });
    fields[name].current.focus();
    fields[name].current.select();
  };
  const exchange = async (name, request) => {
    if (isBusy) {
      return;
    }
    setBusy(true);
    try {
      await request();
      await onSignedIn();
    } catch (problem) {
      refuse(name, refusalOf(problem));
    } finally {
      setBusy(false);
    }
  };
  const sendKey = (event) => {
    event.preventDefault();
    const key = fields.key.current.value.trim();
    const problem = keyError(key);
    if (problem === null) {
      exchange('key', () => signInByKey(key));
    } else {
      refuse('key', problem);
    }
  };
  const sendUser = (event) => {
    event.preventDefault();
    exchange('user', () => signInByUser(fields.user.current.value.trim(), fields.password.current.value));
  };

  const input = (name, attributes) => html`
    <div class="field">
      <label for=${name}>${SIGN_IN[name]}</label>
      <input id=${name} ref=${fields[name]} dir="ltr" aria-invalid=${String(invalid === name)} ...${attributes} />
    </div>
  `;
  const submit = (label) => html`<button class="button primary wide" type="submit" aria-disabled=${String(isBusy)}>${label}</button>`;
  return html`
    <section class="card sign-in" aria-labelledby="sign-in-title">
      <img src="assets/icons/mark.svg" alt="" width="44" height="44" />
      <h1 id="sign-in-title">${SIGN_IN.title}</h1>
      <p class="field-error" id="sign-in-error" role="alert">${error}</p>
      ${session.oidc && html`<a class="button primary wide" href="api/v1/session/oidc">${SIGN_IN.oidc}</a>`}
      ${session.realm && html`
        <form method="dialog" novalidate onSubmit=${sendUser}>
          ${input('user', { autocomplete: 'username', autocapitalize: 'none', spellcheck: false })}
          ${input('password', { type: 'password', autocomplete: 'current-password' })}
          ${submit(SIGN_IN.title)}
        </form>
      `}
      <form method="dialog" novalidate onSubmit=${sendKey}>
        ${input('key', { type: 'password', autocomplete: 'off', autocapitalize: 'none', spellcheck: false, 'aria-describedby': 'sign-in-error key-hint' })}
        ${submit(SIGN_IN.withKey)}
      </form>
      <p class="hint" id="key-hint">${SIGN_IN.hint}</p>
      <pre class="command" tabindex="0" role="region" aria-label=${SIGN_IN.command}><code>java -jar app.war sign-in</code></pre>
    </section>
  `;
}

export const SignInView = viewOf(SignIn);

/** Explains why signing in was refused and what to do. */
export function refusalOf(problem) {
  return problem instanceof Problem ? `${sentence(problem.title)} ${problem.detail}` : String(problem);
}
