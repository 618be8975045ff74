import { isSignedIn, signInByLink, signOut as endSession } from './api.js';
import { setTitle, show } from './element.js';
import { currentKey, clearKey } from './key.js';
import { addressOf, isSamePlace, routeOf } from './route.js';
import { NOT_FOUND, ROUTES } from './routes.js';
import { refusalOf, signIn } from './views/sign-in/view.js';

const main = document.getElementById('main');
const sections = document.getElementById('sections');
const signOut = document.getElementById('sign-out');
let view = null; // null while the sign-in form is shown
let shown = null; // its route

/** Handles an authentication problem by returning to the sign-in form; returns whether it was one. */
function onProblem(problem) {
  if (problem.isAboutTheKey && view !== null) {
    leave(refusalOf(problem));
  }
  return problem.isAboutTheKey === true;
}

function showPage() {
  show(sections, true);
  show(signOut, true);
  navigate();
}

/** Shows the view of the address, and moves the focus to it if the reader came from another one. */
function navigate() {
  const route = routeOf(location.hash, ROUTES, NOT_FOUND);
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
  markSection(route.pattern);
}

function leave(reason = '') {
  endSession().catch(() => {}); // it ends by itself where the server is gone
  showSignIn(reason);
}

function showSignIn(reason = '') {
  view?.close();
  view = null;
  shown = null;
  clearKey();
  show(sections, false);
  show(signOut, false);
  signIn(main, { reason, onSignedIn: showPage });
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

sections.append(...ROUTES.filter(({ inMenu }) => inMenu).map(menuLink));
addEventListener('hashchange', () => {
  if (view !== null) {
    navigate();
  }
});
signOut.addEventListener('click', () => {
  history.replaceState(null, '', addressOf([]));
  leave();
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
      clearKey();
    }
    if (currentKey() !== null || (await isSignedIn())) {
      showPage();
    } else {
      showSignIn();
    }
  } catch (problem) {
    showSignIn(problem.detail || problem.message);
  }
}

start();
