import { COMMON } from './texts.js';

let lacks = {}; // by the path of a request, the shards that its last answer lacks

/** Says which shards the answers on the page lack, if any; `path` was answered last. */
export function showLack(path, shards = []) {
  lacks[path] = shards;
  const text = [...new Set(Object.values(lacks).flat())].map(COMMON.lack).join(' ');
  const notice = document.getElementById('lack');
  if (notice.textContent !== text) {
    notice.hidden = !text;
    notice.textContent = text;
  }
}

/** Forgets what the answers of the view before lacked. */
export function forgetLack() {
  lacks = {};
}

/** Announces a text to screen readers. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

/** A title with a full stop. */
export function sentence(title) {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}

/** Sets the title of the page. */
export function setTitle(text) {
  document.title = `${text} – Telltale`;
}
