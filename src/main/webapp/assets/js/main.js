import { Account } from './account.js';
import { readSession, signInByLink, signOut, signOutEverywhere } from './api.js';
import { viewOf } from './component-view.js';
import { announce, forgetLack, setTitle } from './notices.js';
import { watchPresence } from './presence.js';
import { addressOf, currentAddress, isSamePlace, routeOf } from './route.js';
import { MOVED, NOT_FOUND, ROUTES, loaded } from './routes.js';
import { currentSession, may, setSession } from './session.js';
import { NOT_LOADED, SIGN_IN } from './texts.js';
import { html, render } from './ui.js';
import { SignInView, refusalOf } from './views/sign-in/view.js';

/** What is shown in place of a view that could not be loaded. */
const NotLoaded = viewOf(() => html`
  <section class="empty" aria-labelledby="not-loaded-title">
    <h1 id="not-loaded-title" tabindex="-1">${NOT_LOADED.title}</h1>
    <p class="soft">${NOT_LOADED.text}</p>
    <button class="button primary" type="button" onClick=${() => location.reload()}>${NOT_LOADED.reload}</button>
  </section>
`);

const main = document.getElementById('main');
const sections = document.getElementById('sections');
const goTo = document.getElementById('go-to');
const account = document.getElementById('account');
let view = null;
let shown = null; // its route; null while the sign-in form is shown
let navigating = null; // the address that is shown or being loaded; null while the sign-in form is shown

/** Handles the end of the session by returning to the sign-in form; returns whether it was that. */
function onProblem(problem) {
  if (problem.isSignedOut && navigating !== null) {
    leave('Your session has ended. Sign in again.');
  }
  return problem.isSignedOut === true;
}

/** Reads who is signed in, and shows the page after sign-in. */
async function enter() {
  if (setSession(await readSession())) {
    showPage();
  } else {
    showSignIn();
  }
}

function showPage() {
  sections.replaceChildren(...ROUTES.filter(({ inMenu, permission }) => inMenu && may(permission)).map(menuLink));
  showHeader(true);
  navigate();
}

/** Shows what of the page's header is for those who are signed in, or hides it. */
function showHeader(isSignedIn) {
  sections.hidden = !isSignedIn;
  goTo.hidden = !isSignedIn;
  const menu = html`
    <${Account} session=${currentSession()} onSignOut=${() => leaveFrom(signOut)} onSignOutEverywhere=${() => leaveFrom(signOutEverywhere)} />
  `;
  render(isSignedIn ? menu : null, account);
}

/** The routes with those that the role permits first, so that an empty address leads to one of them. */
function routes() {
  return [...ROUTES].sort((one, other) => Number(may(other.permission)) - Number(may(one.permission)));
}

/** Shows the view of the address as soon as it is loaded, unless the reader went on to another one meanwhile. */
async function navigate() {
  const place = currentAddress(location.hash, MOVED);
  if (place !== location.hash) {
    history.replaceState(null, '', place);
  }
  navigating = place;
  const isCurrent = () => navigating === place;
  try {
    const route = await loaded(routeOf(place, routes(), NOT_FOUND));
    if (isCurrent()) {
      forgetLack();
      showView(route);
    }
  } catch (problem) {
    if (isCurrent()) {
      showLoadProblem(problem);
    }
  }
}

/** Shows the view of a route, and moves the focus to it if the reader came from another one. */
function showView(route) {
  const moved = shown === null || !isSamePlace(route, shown);
  if (moved) {
    setTitle(route.title);
  }
  if (!(view instanceof route.view)) {
    view?.close();
    view = new route.view(main, { onProblem, go });
  }
  const target = view.show(route);
  if (moved && shown !== null) {
    target.focus();
  }
  shown = route;
  markSection(route.section ?? route.pattern);
}

/** A part of the page could not be loaded: the connection failed, or the server has another version of the page now. */
function showLoadProblem(problem) {
  console.error(problem);
  view?.close();
  view = new NotLoaded(main);
  shown = null;
  view.show().focus();
}

function leave(reason = '') {
  signOut().catch(() => {}); // it ends by itself where the server is gone
  showSignIn(reason);
}

/** Ends sessions; if that fails, the reader is still signed in and is shown why. */
async function leaveFrom(end) {
  try {
    await end();
  } catch (problem) {
    if (!problem.isSignedOut) {
      announce(refusalOf(problem));
      return;
    }
  }
  history.replaceState(null, '', addressOf([]));
  showSignIn();
  sessionStorage.clear(); // after the view is closed: it keeps its draft there
}

function showSignIn(reason = '') {
  view?.close();
  view = new SignInView(main, { reason, session: currentSession(), onSignedIn: enter });
  shown = null;
  navigating = null;
  showHeader(false);
  setTitle(SIGN_IN.title);
  view.show();
}

function go(address) {
  location.hash = address;
}

function menuLink({ pattern, title }) {
  const link = document.createElement('a');
  link.href = addressOf([pattern]);
  link.dataset.section = pattern;
  link.textContent = title;
  return link;
}

/** Marks the link to the section of a pattern; an unknown address belongs to none. */
function markSection(pattern = '') {
  for (const link of sections.children) {
    if (link.dataset.section === pattern.split('/')[0]) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

/** Opens the palette, unless another dialog is open. */
async function openPalette() {
  if (navigating !== null && document.querySelector('dialog[open]') === null) {
    (await import('./palette.js')).openPalette(onProblem);
  }
}

watchPresence();
goTo.addEventListener('click', openPalette);
addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    event.preventDefault();
    openPalette();
  }
});
addEventListener('hashchange', () => {
  if (navigating !== null) {
    navigate();
  }
});
// A plain jump would overwrite the address fragment, which holds the route.
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});

/** The code of a sign-in link, taken out of the address so that neither history nor a bookmark keeps it; or null. */
function takeCode() {
  const code = location.hash.match(/^#sign-in=(.+)$/)?.[1] ?? null;
  if (code !== null) {
    history.replaceState(null, '', addressOf([]));
  }
  return code;
}

async function start() {
  const code = takeCode();
  try {
    if (code !== null) {
      await signInByLink(code);
    }
    await enter();
  } catch (problem) {
    setSession(await readSession().catch(() => null));
    showSignIn(problem.detail || problem.message);
  }
}

start();
