import { listTemplates } from './api.js';
import { useCampaignNames } from './campaign-names.js';
import { addressOf } from './route.js';
import { ROUTES } from './routes.js';
import { SECTIONS } from './sections.js';
import { may } from './session.js';
import { PALETTE as TEXTS } from './texts-settings.js';
import { html, render, useEffect, useId, useLayoutEffect, useRef, useState } from './ui.js';

const MAX_SHOWN = 20;

/** Opens the palette, in which one goes to anything by its name; `onProblem` handles the end of the session. */
export function openPalette(onProblem) {
  const place = document.createElement('div');
  document.body.append(place);
  const close = () => {
    render(null, place);
    place.remove();
  };
  render(html`<${Palette} onProblem=${onProblem} onClose=${close} />`, place);
}

/** A dialog with a field and the list of what matches its text: a combobox (ARIA Authoring Practices). */
function Palette({ onProblem, onClose }) {
  const id = useId();
  const dialog = useRef(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [entries, setEntries] = useState(viewEntries);
  const campaigns = useCampaignNames(text.trim(), onProblem, may('figures'));
  const found = matchesOf(text, [...entries, ...campaigns.map((name) => ({ kind: 'campaign', title: name, href: addressOf(['campaigns', name]) }))]);
  const optionOf = (place) => `${id}-${place}`;

  useLayoutEffect(() => dialog.current.showModal(), []);
  useEffect(() => {
    readTemplates().then((templates) => setEntries((views) => [...views, ...templates]), onProblem);
  }, []);
  useEffect(() => document.getElementById(optionOf(chosen))?.scrollIntoView({ block: 'nearest' }), [chosen]);

  function press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && found.length > 0) {
      event.preventDefault();
      setChosen((chosen + steps[event.key] + found.length) % found.length);
    } else if (event.key === 'Enter' && found[chosen]) {
      event.preventDefault();
      go(found[chosen]);
    }
  }

  function go({ href }) {
    dialog.current.close();
    location.hash = href;
  }

  return html`
    <dialog class="confirm palette" ref=${dialog} aria-label=${TEXTS.title} onClose=${onClose} onClick=${(event) => event.target === dialog.current && dialog.current.close()}>
      <input type="text" role="combobox" dir="auto" autocomplete="off" autocapitalize="none" spellcheck=${false} placeholder=${TEXTS.placeholder}
        aria-label=${TEXTS.placeholder} aria-expanded="true" aria-autocomplete="list" aria-controls=${`${id}-list`}
        aria-activedescendant=${found[chosen] && optionOf(chosen)} value=${text} onKeyDown=${press}
        onInput=${(event) => {
          setText(event.target.value);
          setChosen(0);
        }} />
      <ul class="palette-list" id=${`${id}-list`} role="listbox" aria-label=${TEXTS.title}>
        ${found.map((entry, place) => html`
          <li key=${entry.href} id=${optionOf(place)} role="option" aria-selected=${String(place === chosen)} onClick=${() => go(entry)}>
            <bdi class="clamp">${entry.title}</bdi><span class="hint">${TEXTS.kinds[entry.kind]}</span>
          </li>
        `)}
      </ul>
      <p class="hint" role="status">${TEXTS.results(found.length)}</p>
    </dialog>
  `;
}

/** The views that the role permits. */
function viewEntries() {
  const views = [...ROUTES.filter(({ inMenu }) => inMenu), ...SECTIONS].filter(({ permission }) => may(permission));
  return views.map(({ pattern, title }) => ({ kind: 'view', title, href: addressOf(pattern.split('/')) }));
}

/** The templates, if the role may open them. */
async function readTemplates() {
  const names = may('operate') ? await listTemplates() : [];
  return names.map((name) => ({ kind: 'template', title: name, href: addressOf(['compose'], { template: name }) }));
}

/**
 * What a text leads to: the entries whose title contains it, those that begin with it first, and deliveries by ID, address
 * or other words.
 */
export function matchesOf(text, entries) {
  const part = text.trim().toLowerCase();
  const found = entries.filter(({ title }) => title.toLowerCase().includes(part));
  const begins = ({ title }) => Number(title.toLowerCase().startsWith(part));
  const matches = found.sort((one, other) => begins(other) - begins(one)).slice(0, MAX_SHOWN);
  return part === '' || !may('read') ? matches : [...matches, deliveriesOf(text.trim())];
}

function deliveriesOf(text) {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
    ? { kind: 'delivery', title: TEXTS.open(text), href: addressOf(['deliveries', text]) }
    : { kind: 'search', title: TEXTS.search(text), href: addressOf(['deliveries'], { q: text }) };
}
