// The list never loads a message's images: only opening a message creates the frame that loads them.

const POLL_MILLISECONDS = 2000;
const OPENED = 'telltale.mailbox.opened';
const byId = (id) => document.getElementById(id);
const tabs = [...document.querySelectorAll('[role=tab]')];

let mails = [];
let tag = null;
let openId = null;
const opened = new Set(JSON.parse(sessionStorage.getItem(OPENED) ?? '[]'));

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function relativeTime(instant) {
  const minutes = Math.floor((Date.now() - new Date(instant)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

function row(mail) {
  const link = element('a', 'row');
  link.href = `#${mail.id}`;
  link.dataset.id = mail.id;
  const when = element('span', 'when', relativeTime(mail.receivedAt));
  when.dataset.instant = mail.receivedAt;
  link.append(
    element('span', 'to', `To ${mail.to}`),
    when,
    element('span', 'subject', mail.subject || '(no subject)'),
    element('span', 'from', mail.from),
  );
  const item = element('li');
  item.append(link);
  return item;
}

function markRows() {
  for (const link of document.querySelectorAll('.row')) {
    link.classList.toggle('unread', !opened.has(link.dataset.id));
    link.setAttribute('aria-current', String(link.dataset.id === openId));
  }
  const unread = mails.filter((mail) => !opened.has(mail.id)).length;
  document.title = `${unread ? `(${unread}) ` : ''}Demo mailbox · Telltale`;
}

function showList() {
  const focused = document.activeElement?.dataset?.id;
  byId('mails').replaceChildren(...mails.map(row));
  followAddress();
  if (focused) document.querySelector(`.row[data-id="${CSS.escape(focused)}"]`)?.focus();
  byId('panes').classList.toggle('empty', mails.length === 0);
  byId('keys').hidden = mails.length === 0;
  if (mails.length > 0) {
    byId('blank-title').textContent = 'Select a message';
    byId('blank-text').textContent = 'Opening a message loads its images, including the tracking pixel, as in a mail client.';
  }
  markRows();
}

/** The address names the open message, so that the browser's Back button returns to the list. */
function followAddress() {
  const id = location.hash.slice(1);
  if (id === (openId ?? '')) return;
  if (mails.some((mail) => mail.id === id)) open(id);
  else if (openId) close();
}

/** Opens a message as a recipient would: each time, a new frame loads the pixel again. */
function open(id) {
  const mail = mails.find((one) => one.id === id);
  openId = id;
  opened.add(id);
  sessionStorage.setItem(OPENED, JSON.stringify([...opened].slice(-500)));
  byId('blank').hidden = true;
  byId('mail').hidden = false;
  byId('panes').classList.add('reading');
  byId('subject').textContent = mail.subject || '(no subject)';
  byId('from').textContent = mail.from;
  byId('to').textContent = mail.to;
  byId('when').textContent = new Date(mail.receivedAt).toLocaleString();
  byId('when').dateTime = mail.receivedAt;
  byId('text').textContent = mail.text || 'This message has no plain-text part.';
  byId('headers').replaceChildren();
  byId('source').textContent = '';
  byId('panel-html').replaceChildren(mail.html ? frame(mail) : element('pre', '', mail.text));
  select(byId('tab-html'));
  markRows();
  byId('reader').focus({ preventScroll: true });
}

function frame(mail) {
  const made = element('iframe');
  made.title = `Message “${mail.subject}”`;
  made.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
  made.referrerPolicy = 'no-referrer';
  made.src = `messages/${mail.id}.html`;
  return made;
}

function close() {
  const last = openId;
  openId = null;
  byId('mail').hidden = true;
  byId('blank').hidden = false;
  byId('panes').classList.remove('reading');
  byId('panel-html').replaceChildren();
  markRows();
  document.querySelector(`.row[data-id="${CSS.escape(last ?? '')}"]`)?.focus();
}

function toList() {
  location.hash = '';
}

function select(tab) {
  for (const one of tabs) {
    const isChosen = one === tab;
    one.setAttribute('aria-selected', String(isChosen));
    one.tabIndex = isChosen ? 0 : -1;
    byId(one.getAttribute('aria-controls')).hidden = !isChosen;
  }
  if (tab.id === 'tab-headers' || tab.id === 'tab-source') loadSource();
}

async function loadSource() {
  const id = openId;
  if (byId('source').textContent) return;
  const answer = await fetch(`messages/${id}.eml`);
  const source = (await answer.text()).replaceAll('\r\n', '\n');
  if (id !== openId) return;
  byId('source').textContent = source;
  byId('headers').replaceChildren(...(answer.ok ? headerLines(source) : []));
}

function headerLines(source) {
  const end = source.indexOf('\n\n');
  const head = end < 0 ? source : source.slice(0, end);
  return head.split(/\n(?![ \t])/).filter(Boolean).map((line) => {
    const colon = line.indexOf(':');
    const pair = element('div');
    pair.append(element('dt', '', line.slice(0, colon)), element('dd', '', line.slice(colon + 1).trim()));
    return pair;
  });
}

async function refresh() {
  try {
    const answer = await fetch('api/messages', { cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
    byId('link').textContent = '';
    if (answer.status === 200) {
      mails = await answer.json();
      tag = answer.headers.get('ETag');
      showList();
    }
  } catch {
    byId('link').textContent = 'Telltale is unreachable. It may have been stopped.';
  }
}

function refreshTimes() {
  for (const when of document.querySelectorAll('.row .when')) when.textContent = relativeTime(when.dataset.instant);
}

async function keepFresh() {
  if (!document.hidden) {
    await refresh();
    refreshTimes();
  }
  setTimeout(keepFresh, POLL_MILLISECONDS);
}

function moveFocus(step) {
  const rows = [...document.querySelectorAll('.row')];
  const at = rows.indexOf(document.activeElement);
  const current = at >= 0 ? at : rows.findIndex((one) => one.dataset.id === openId);
  rows[Math.min(Math.max(current + step, 0), rows.length - 1)]?.focus();
}

function moveTab(step) {
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  select(next);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isInTabs = tabs.includes(document.activeElement);
  const isInPanel = document.activeElement?.getAttribute('role') === 'tabpanel';
  const act = {
    ArrowDown: isInPanel ? null : () => moveFocus(1),
    ArrowUp: isInPanel ? null : () => moveFocus(-1),
    ArrowRight: isInTabs ? () => moveTab(1) : null,
    ArrowLeft: isInTabs ? () => moveTab(-1) : null,
    Escape: openId ? toList : null,
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
window.addEventListener('hashchange', followAddress);
byId('back').addEventListener('click', toList);
for (const tab of tabs) tab.addEventListener('click', () => select(tab));
keepFresh();
