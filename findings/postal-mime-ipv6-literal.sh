#!/usr/bin/env bash
# postal-mime parses an address with an IPv6 literal as the start of a group.
#
# RFC 5321, section 4.1.3: jdoe@[IPv6:2001:db8::1] has an address literal; RFC 5322, section 3.4.1 allows any text without
# brackets inside it, including colons. A group name (section 3.4) is a phrase and cannot contain an unquoted @ or [.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages postal-mime@4.0.0 mailparser@3.14.2

cat > run.mjs << 'END'
import PostalMime from 'postal-mime';
import { simpleParser } from 'mailparser';

const mail = 'From: jdoe@[IPv6:2001:db8::1]\r\nTo: mary@[192.0.2.1]\r\n\r\nHello\r\n';
const postal = await PostalMime.parse(mail);
const parser = await simpleParser(mail);
console.log('postal-mime, from:', JSON.stringify(postal.from));
console.log('postal-mime, to:', JSON.stringify(postal.to));
console.log('mailparser, from:', JSON.stringify(parser.from.value));
END

verdict "$(node run.mjs 2>&1)" << 'END'
postal-mime, from: {"name":"jdoe@[IPv6","group":[{"address":"","name":"1]"}]}
postal-mime, to: [{"address":"mary@[192.0.2.1]","name":""}]
mailparser, from: [{"address":"jdoe@[IPv6:2001:db8::1]","name":""}]
END
