import { isSignedIn, signInByLink, signOut as endSession } from './api.js';
import { show } from './element.js';
import { currentKey, clearKey } from './key.js';
import { addressOf, routeOf } from './route.js';
import { CampaignSection } from './views/campaigns/view.js';
import { Workspace } from './views/deliveries/view.js';
import { refusalOf, signIn } from './views/sign-in/view.js';

const main = document.getElementById('main');
const sections = document.getElementById('sections');
const signOut = document.getElementById('sign-out');
let current = null; // the section shown

/** Handles an authentication problem by returning to the sign-in form. */
function handleAuthProblem(problem) {
  if (problem.isAboutTheKey && current !== null) {
    leave(refusalOf(problem));
  }
  return problem.isAboutTheKey === true;
}

function showPage() {
  show(sections, true);
  show(signOut, true);
  navigate(routeOf(location.hash));
}

/** Shows a route, and switches the section if needed. */
function navigate(route) {
  const Section = route.section === 'campaigns' ? CampaignSection : Workspace;
  if (!(current instanceof Section)) {
    current?.close();
    current = new Section(main, { onProblem: handleAuthProblem, go });
  }
  current.show(route);
  markSection(route.section);
}

function leave(reason = '') {
  endSession().catch(() => {}); // it ends by itself where the server is gone
  showSignIn(reason);
}

function showSignIn(reason = '') {
  current?.close();
  current = null;
  clearKey();
  show(sections, false);
  show(signOut, false);
  signIn(main, { reason, onSignedIn: showPage });
}

function go(address) {
  location.hash = address;
}

function markSection(section) {
  for (const link of sections.querySelectorAll('a')) {
    if (link.dataset.section === section) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

addEventListener('hashchange', () => {
  if (current !== null) {
    navigate(routeOf(location.hash));
  }
});
signOut.addEventListener('click', () => {
  history.replaceState(null, '', addressOf({}));
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
    history.replaceState(null, '', addressOf({}));
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
