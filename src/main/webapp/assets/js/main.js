import { isSignedIn, signInByLink, signOut } from './api.js';
import { fromTemplate, show } from './element.js';
import { currentKey, forgetKey } from './key.js';
import { addressOf, routeOf } from './route.js';
import { CampaignRoom } from './views/campaign-room.js';
import { DeliveryList } from './views/delivery-list.js';
import { DeliveryPanel } from './views/delivery-panel.js';
import { SendPanel } from './views/send-panel.js';
import { refusalOf, signIn } from './views/sign-in.js';

const main = document.getElementById('main');
const rooms = document.getElementById('rooms');
const forget = document.getElementById('forget');
let current = null; // the room that the reader is in

/** The room of the deliveries: the list and, beside or before it, the panel of what was chosen from it. */
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
    this.#list = new DeliveryList(parts.listPane, { onFilter, onProblem: takeOver });
    parts.panel.addEventListener('keydown', (event) => {
      // A form is left by its button only: Escape would throw away what was written.
      if (event.key === 'Escape' && this.#route.id !== null) {
        go(addressOf({ filters: this.#route.filters }));
      }
    });
  }

  show(route) {
    const before = this.#route;
    this.#route = route;
    this.#list.show(route.filters, route.id);
    if (route.room !== before.room || route.id !== before.id) {
      this.#showPanel(route, before);
    }
  }

  close() {
    this.#panel?.close();
    this.#list.close();
  }

  #showPanel(route, before) {
    const { panel, workspace: frame } = this.#parts;
    const open = route.room === 'send' || route.id !== null;
    this.#panel?.close();
    this.#panel = null;
    panel.replaceChildren();
    panel.setAttribute('aria-label', route.room === 'send' ? 'Send a test' : 'Delivery');
    show(panel, open);
    frame.classList.toggle('with-panel', open);
    if (open) {
      this.#panel = this.#newPanel(route);
    } else {
      document.title = 'Deliveries – Telltale';
      this.#list.focusOn(before.id);
    }
  }

  #newPanel({ room, id, filters }) {
    const { panel } = this.#parts;
    if (room === 'send') {
      return new SendPanel(panel, { filters, onProblem: takeOver, onSent: () => this.#list.refresh() });
    }
    return new DeliveryPanel(panel, { id, filters, onProblem: takeOver });
  }
}

/** Takes a problem over that ends the stay: the key is no longer good. */
function takeOver(problem) {
  if (problem.isAboutTheKey && current !== null) {
    leave(refusalOf(problem));
  }
  return problem.isAboutTheKey === true;
}

function enter() {
  show(rooms, true);
  show(forget, true);
  visit(routeOf(location.hash));
}

/** Goes to a place, through the door of another room where it lies in one. */
function visit(route) {
  const Room = route.room === 'campaigns' ? CampaignRoom : Workspace;
  if (!(current instanceof Room)) {
    current?.close();
    current = new Room(main, { onProblem: takeOver, go });
  }
  current.show(route);
  markRoom(route.room);
}

function leave(reason = '') {
  signOut().catch(() => {}); // it ends by itself where the server is gone
  askForKey(reason);
}

function askForKey(reason = '') {
  current?.close();
  current = null;
  forgetKey();
  show(rooms, false);
  show(forget, false);
  signIn(main, { reason, onSignedIn: enter });
}

function go(address) {
  location.hash = address;
}

function markRoom(room) {
  for (const link of rooms.querySelectorAll('a')) {
    if (link.dataset.room === room) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
}

addEventListener('hashchange', () => {
  if (current !== null) {
    visit(routeOf(location.hash));
  }
});
forget.addEventListener('click', () => {
  history.replaceState(null, '', addressOf({}));
  leave();
});
// A plain jump would overwrite the part of the address that says where the reader is.
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
      forgetKey();
    }
    if (currentKey() !== null || (await isSignedIn())) {
      enter();
    } else {
      askForKey();
    }
  } catch (problem) {
    askForKey(problem.detail || problem.message);
  }
}

start();
