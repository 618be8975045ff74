#!/usr/bin/env bash
# PHPMailer sends the parameters of DSN to servers that do not offer it, and then does not send the mail.
#
# RFC 3461, section 4: the extension defines NOTIFY as a parameter of RCPT, which a client may use if the server's reply to EHLO has
# the keyword DSN (RFC 5321, section 2.2.1: only extensions that the server announced). A server replies 555 to parameters that it
# does not know. The property $dsn is meant as a request, and nodemailer's option of the same name is ignored if DSN is not offered.
#
# The server here is written for this script. It offers DSN or not, and rejects unknown parameters as RFC 5321, section 4.1.1.11 says.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need php
npm_packages nodemailer@10.6.1
debian_packages libphp-phpmailer=6.6.3

cat > send.php << 'END'
<?php
require 'debian/usr/share/php/libphp-phpmailer/autoload.php';

$mail = new PHPMailer\PHPMailer\PHPMailer();
$mail->isSMTP();
$mail->Host = '127.0.0.1';
$mail->Port = (int) $argv[1];
$mail->dsn = 'FAILURE';
$mail->setFrom('ann@example.com');
$mail->addAddress('ben@example.net');
$mail->Subject = 'Hello';
$mail->Body = 'Hello';
$mail->send();
END

smtp_server
cat > run.mjs << 'END'
import { execFile } from 'node:child_process';
import nodemailer from 'nodemailer';
import { received } from './server.mjs';

const host = '127.0.0.1';
const mail = { from: 'ann@example.com', to: 'ben@example.net', subject: 'Hello', text: 'Hello', dsn: { notify: 'failure' } };

const clients = {
  PHPMailer: (port) => new Promise((resolve) => execFile('php', ['send.php', String(port)], resolve)),
  nodemailer: (port) => nodemailer.createTransport({ host, port, ignoreTLS: true }).sendMail(mail).catch(() => {}),
};

/** Lets a client send one mail; returns its RCPT command and how many mails arrived. */
async function send(client, offersDsn) {
  let rcpt = '';
  const mails = await received(client, (line) => {
    if (/^ehlo/i.test(line)) return offersDsn ? '250-mx.example.net\r\n250 DSN' : '250 mx.example.net';
    if (!/^rcpt/i.test(line)) return undefined;
    rcpt = line;
    return /NOTIFY/.test(line) && !offersDsn ? '555 5.5.4 unknown parameter' : '250 2.1.5 ok';
  });
  return `${rcpt}, mails received: ${mails}`;
}

for (const offersDsn of [true, false]) {
  for (const [name, client] of Object.entries(clients)) {
    console.log(`${offersDsn ? 'with' : 'without'} DSN, ${name}: ${await send(client, offersDsn)}`);
  }
}
process.exit();
END

verdict "$(node run.mjs 2>&1)" << 'END'
with DSN, PHPMailer: RCPT TO:<ben@example.net> NOTIFY=FAILURE, mails received: 1
with DSN, nodemailer: RCPT TO:<ben@example.net> NOTIFY=FAILURE, mails received: 1
without DSN, PHPMailer: RCPT TO:<ben@example.net> NOTIFY=FAILURE, mails received: 0
without DSN, nodemailer: RCPT TO:<ben@example.net>, mails received: 1
END
