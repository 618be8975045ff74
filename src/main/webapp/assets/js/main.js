import { isSignedIn, signInByLink, signOut as endSession } from './api.js';
import { fromTemplate, show } from './element.js';
import { currentKey, clearKey } from './key.js';
import { addressOf, routeOf } from './route.js';
import { CampaignSection } from './views/campaign-section.js';
import { DeliveryList } from './views/delivery-list.js';
import { DeliveryPanel } from './views/delivery-panel.js';
import { SendPanel } from './views/send-panel.js';
import { refusalOf, signIn } from './views/sign-in.js';

const main = document.getElementById('main');
const sections = document.getElementById('sections');
const signOut = document.getElementById('sign-out');
let current = null; // the section shown

/** The deliveries section: the list and the panel with the selected delivery. */
class Workspace {
  #parts;
  #list;
  #panel = null;
  #route = {};

  constructor(place) {
    const { content, parts } = fromTemplate('workspace-view');
    this.#parts = parts;
    place.replaceChildren(content);
    const onFilter = (filters) => go(addressOf({ ...this.#route, filters }));
    this.#list = new DeliveryList(parts.listPane, { onFilter, onProblem: handleAuthProblem });
    parts.panel.addEventListener('keydown', (event) => {
      // Escape does not close the form: it would discard the input.
      if (event.key === 'Escape' && this.#route.id !== null) {
        go(addressOf({ filters: this.#route.filters }));
      }
    });
  }

  show(route) {
    const before = this.#route;
    this.#route = route;
    this.#list.show(route.filters, route.id);
    if (route.section !== before.section || route.id !== before.id) {
      this.#showPanel(route, before);
    }
  }

  close() {
    this.#panel?.close();
    this.#list.close();
  }

  #showPanel(route, before) {
    const { panel, workspace: frame } = this.#parts;
    const open = route.section === 'send' || route.id !== null;
    this.#panel?.close();
    this.#panel = null;
    panel.replaceChildren();
    panel.setAttribute('aria-label', route.section === 'send' ? 'Send a test' : 'Delivery');
    show(panel, open);
    frame.classList.toggle('with-panel', open);
    if (open) {
      this.#panel = this.#newPanel(route);
    } else {
      document.title = 'Deliveries – Telltale';
      this.#list.focusOn(before.id);
    }
  }

  #newPanel({ section, id, filters }) {
    const { panel } = this.#parts;
    if (section === 'send') {
      return new SendPanel(panel, { filters, onProblem: handleAuthProblem, onSent: () => this.#list.refresh() });
    }
    return new DeliveryPanel(panel, { id, filters, onProblem: handleAuthProblem });
  }
}

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
