#!/usr/bin/env bash
# msmtp and emailjs report a failure if the reply that accepts a message is a bare code, although the server has taken it.
#
# RFC 5321, section 4.2: a reply line is a code with an optional text, Reply-code [ SP textstring ] CRLF, and "any text,
# including no text at all (although senders SHOULD NOT send bare codes), MUST be acceptable" to a client.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need python3
npm_packages emailjs@5.0.3 nodemailer@10.6.1
debian_packages msmtp=1.8.23
in_debian debian/usr/bin/msmtp --version > msmtp.log 2>&1 || missing "msmtp ($(tail -n 1 msmtp.log))"

cat > smtplib.client << 'END'
import smtplib, sys
with smtplib.SMTP("127.0.0.1", int(sys.argv[1]), local_hostname="client.example.com") as server:
    server.sendmail("ann@example.com", ["ben@example.net"], "Subject: Hello\r\n\r\nHello\r\n")
END

smtp_server
cat > run.mjs << 'END'
import { execFile } from 'node:child_process';
import { SMTPClient } from 'emailjs';
import nodemailer from 'nodemailer';
import { received } from './server.mjs';

const mail = { from: 'ann@example.com', to: 'ben@example.net', subject: 'Hello', text: 'Hello' };
const host = '127.0.0.1';

/** Runs a program; the error has what it prints. */
function run(file, args, input) {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, (error, out, err) => (error ? reject(new Error(err.split('\n')[0])) : resolve()));
    child.stdin.end(input);
  });
}

const clients = {
  msmtp: (port) =>
    run('debian/usr/bin/msmtp', [`--host=${host}`, `--port=${port}`, '--from=ann@example.com', 'ben@example.net'], 'Subject: Hello\n\nHello\n'),
  emailjs: (port) => new SMTPClient({ host, port, timeout: 3000, domain: 'client.example.com' }).sendAsync(mail),
  nodemailer: (port) => nodemailer.createTransport({ host, port, ignoreTLS: true, name: 'client.example.com' }).sendMail(mail),
  smtplib: (port) => run('python3', ['smtplib.client', String(port)], ''),
};

/** Lets a client send one mail to a server that answers the message with a reply. */
async function send(client, reply) {
  let result = 'sent';
  const failed = (error) => {
    result = `failed (${error.message})`;
  };
  const accepted = await received((port) => client(port).catch(failed), (line) => (line === '.' ? reply : undefined));
  return `${result}, accepted by the server: ${accepted}`;
}

for (const reply of ['250 2.0.0 queued', '250 ', '250']) {
  for (const [name, client] of Object.entries(clients)) {
    console.log(`"${reply}", ${name}: ${await send(client, reply)}`);
  }
}
process.exit();
END

verdict "$(in_debian node run.mjs 2>&1)" << 'END'
"250 2.0.0 queued", msmtp: sent, accepted by the server: 1
"250 2.0.0 queued", emailjs: sent, accepted by the server: 1
"250 2.0.0 queued", nodemailer: sent, accepted by the server: 1
"250 2.0.0 queued", smtplib: sent, accepted by the server: 1
"250 ", msmtp: sent, accepted by the server: 1
"250 ", emailjs: sent, accepted by the server: 1
"250 ", nodemailer: sent, accepted by the server: 1
"250 ", smtplib: sent, accepted by the server: 1
"250", msmtp: failed (msmtp: the server sent an invalid reply), accepted by the server: 1
"250", emailjs: failed (timedout while connecting to smtp server), accepted by the server: 1
"250", nodemailer: sent, accepted by the server: 1
"250", smtplib: sent, accepted by the server: 1
END
