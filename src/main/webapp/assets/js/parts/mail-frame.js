import { html, useLayoutEffect, useRef, useState } from '../ui.js';

const MAX_HEIGHT = 6000; // a mail whose height follows the frame's would grow for ever

/**
 * A mail as its reader sees it, in a frame that the page shares nothing with: see preview.html.
 *
 * - `html`: the HTML of the mail; links to be marked have their number in `data-link`.
 * - `width`: the width of the reader's window in CSS pixels, if it is not that of the place; `scheme`: `light` or `dark`.
 * - `images`: whether images are loaded from other servers; those in the mail are always shown.
 * - `badges`: texts at links, such as `[{link: 1, label: '12'}]`.
 */
export function MailFrame({ html: mail, title, width, scheme = 'light', images = false, badges = [] }) {
  const frame = useRef(null);
  const [starts, setStarts] = useState(0);
  const [height, setHeight] = useState(null);
  useLayoutEffect(() => {
    const receive = ({ source, data }) => {
      if (source !== frame.current?.contentWindow) {
        return;
      }
      if (data?.ready) {
        setStarts((number) => number + 1);
      } else if (Number.isFinite(data?.height)) {
        setHeight(Math.min(Math.ceil(data.height), MAX_HEIGHT));
      }
    };
    addEventListener('message', receive);
    return () => removeEventListener('message', receive);
  }, []);
  useLayoutEffect(() => {
    if (starts > 0) {
      // The frame has an opaque origin, which no target can name; the page's policy lets it show nothing but Telltale's files.
      frame.current.contentWindow.postMessage({ html: mail, images, scheme, badges }, '*');
    }
  }, [starts, mail, images, scheme, JSON.stringify(badges)]);
  return html`
    <iframe class="mail-frame" ref=${frame} title=${title} sandbox="allow-scripts" referrerpolicy="no-referrer"
      src=${images ? 'preview.html?images' : 'preview.html'}
      style=${{ blockSize: height === null ? undefined : `${height}px`, inlineSize: width ? `${width}px` : undefined, colorScheme: scheme }}></iframe>
  `;
}
