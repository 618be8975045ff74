#!/usr/bin/env bash
# smtp-server rejects recipients whose quoted local part contains a space, an @ or an angle bracket.
#
# RFC 5321, section 4.1.2: a local part may be a quoted string, which contains any printable ASCII character; a quotation
# mark and a backslash are escaped. The first two addresses are examples in RFC 3696, section 3.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages smtp-server@3.21.6

cat > run.mjs << 'END'
import net from 'node:net';
import readline from 'node:readline';
import { SMTPServer } from 'smtp-server';

const local = ['"Fred Bloggs"', '"Abc@def"', '"Abc>def"', '"Abc\\"def"', 'Abc/def', '"Abc"'];
const server = new SMTPServer({ disabledCommands: ['STARTTLS', 'AUTH'], onRcptTo: (address, session, done) => done() });
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

const socket = net.connect(server.server.address().port, '127.0.0.1');
const lines = readline.createInterface({ input: socket })[Symbol.asyncIterator]();

async function reply() {
  for (;;) {
    const { value } = await lines.next();
    if (value[3] !== '-') return value;
  }
}

async function command(line) {
  socket.write(`${line}\r\n`);
  return reply();
}

await reply();
await command('EHLO client.example.com');
await command('MAIL FROM:<ann@example.com>');
for (const part of local) console.log(`RCPT TO:<${part}@example.com> => ${await command(`RCPT TO:<${part}@example.com>`)}`);
process.exit();
END

verdict "$(node run.mjs 2>&1)" << 'END'
RCPT TO:<"Fred Bloggs"@example.com> => 501 Error: Bad recipient address syntax
RCPT TO:<"Abc@def"@example.com> => 501 Error: Bad recipient address syntax
RCPT TO:<"Abc>def"@example.com> => 501 Error: Bad recipient address syntax
RCPT TO:<"Abc\"def"@example.com> => 250 Accepted
RCPT TO:<Abc/def@example.com> => 250 Accepted
RCPT TO:<"Abc"@example.com> => 250 Accepted
END
