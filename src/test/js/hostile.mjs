/** What a stranger may write into an address, a subject, a campaign's name or a user agent. */
export const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '&lt;b&gt; &amp; ${1+1} {{x}}',
  '\u202Egnp.exe\u202C \u2066left\u2069',
  'w'.repeat(10_000),
  '__proto__',
];

const ENTITIES = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

/** How a text stands in markup as nothing but text. */
export const escaped = (text) => text.replace(/[&<"]/g, (letter) => ENTITIES[letter]);

/** Whether markup has an element or attribute that only a stranger's text could have brought. */
export function isInjected(markup) {
  return /<(img|script)|<[^>]*\son\w+=/i.test(markup.replace(/"[^"]*"/g, '""')) || /href="javascript:/i.test(markup);
}
