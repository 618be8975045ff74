// Submits mails of many shapes with nodemailer. Arguments: port, key, file with a private key for DKIM.
const fs = require('fs');
const nodemailer = require('nodemailer');

const [port, key, dkimKey] = process.argv.slice(2);
const server = { host: '127.0.0.1', port: Number(port), auth: { user: 'telltale', pass: key } };
const link = '<a href="http://example.com/a?b=1&amp;c=2">Angebot</a>';
const html = `<html><body><p>Grüße aus Köln, 日本 👋 ${link}</p></body></html>`;
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const event = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'PRODID:-//Shop//EN', 'BEGIN:VEVENT', 'UID:1@example.com',
  'DTSTAMP:20261201T100000Z', 'DTSTART:20261202T100000Z', 'SUMMARY:http://example.com/event', 'END:VEVENT', 'END:VCALENDAR', '']
  .join('\r\n');
const raw = (body) => ['From: shop@example.com', 'To: ann@example.org', 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'X-Shape: 8bit',
  'MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', body, ''].join('\r\n');

const shapes = {
  html: { html },
  alternative: { text: 'Grüße\n.\n..dots\n', html },
  base64: { text: 'Grüße', html, textEncoding: 'base64' },
  'long-line': { html: `<html><body>${'<b>x</b> '.repeat(500)}${link}</body></html>` },
  ascii: { html: `<p>plain</p>\r\n.\r\n..\r\n.dots\r\n${link}\r\n` },
  images: { text: 'x', html: html.replace('</p>', '<img src="cid:logo@example.com"></p>'),
    attachments: [{ filename: 'logo.png', content: png, cid: 'logo@example.com' }, { filename: 'Übersicht – 1.pdf', content: png }] },
  calendar: { text: 'x', html, icalEvent: { method: 'REQUEST', content: event } },
  amp: { text: 'x', html, amp: '<!doctype html><html amp4email><body><a href="http://example.com/amp">x</a></body></html>' },
  watch: { text: 'x', html, watchHtml: '<b>short</b>' },
  'attached-html': { html, attachments: [{ filename: 'report.html', content: '<body><a href="http://example.com/r">r</a></body>' }] },
  'attached-mail': { html, attachments: [{ filename: 'mail.eml', contentType: 'message/rfc822', content: raw(html).replace('X-Shape', 'X-Inner') }] },
  dkim: { html, dkim: { domainName: 'example.com', keySelector: 's1', privateKey: fs.readFileSync(dkimKey, 'utf8') } },
  list: { html, list: { unsubscribe: { url: 'https://shop.example.com/u/1', comment: 'Abmelden' }, help: 'help@example.com' } },
  bcc: { html, to: 'ann@example.org', cc: 'Bert <bert@example.org>', bcc: ['carla@example.org', 'dora@example.org'] },
  'utf8-address': { html, to: 'Änne <änne@example.org>' },
  dsn: { html, dsn: { id: 'order-4711', return: 'headers', notify: ['success', 'failure'], recipient: 'shop@example.com' } },
  '8bit': { envelope: { from: 'shop@example.com', to: 'ann@example.org', use8BitMime: true }, raw: raw(`${html}${'ü'.repeat(3000)}\r\n.\r\n..x`) },
  importance: { html, priority: 'high', inReplyTo: '<1@example.com>', references: ['<1@example.com>'], replyTo: 'help@example.com' },
};

const pool = nodemailer.createTransport({ ...server, pool: true, maxConnections: 2 });

const send = ([shape, mail]) => pool.sendMail({
  from: '"Shop, Köln" <shop@example.com>', to: 'ann@example.org', subject: 'Grüße – 日本', headers: { 'X-Shape': shape }, ...mail,
});

Promise.all(Object.entries(shapes).map(send)).then(() => pool.close(), (error) => {
  console.error(error);
  process.exit(1);
});
