#!/usr/bin/env bash
# mailauth and authheaders do not find a DMARC record with spaces around the first equals sign.
#
# RFC 7489, section 6.4: dmarc-version = "v" *WSP "=" *WSP "DMARC1"; white space is allowed on both sides, as around every other
# equals sign and semicolon of the record. mailauth also keeps the space in front of every other value.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need node perl /usr/bin/python3
npm_packages mailauth@4.13.3 dmarc-parse@1.2.1
debian_packages python3-authheaders=0.15.2 libmail-dmarc-perl=1.20211209

cat > run.mjs << 'END'
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const { dmarc } = require('mailauth/lib/dmarc');
const parse = require('dmarc-parse');
const [record] = process.argv.slice(2);
const { policy } = await dmarc({ headerFrom: ['ann@example.com'], spfDomains: [], dkimDomains: [], resolver: async () => [[record]] });
console.log(`  mailauth: ${JSON.stringify(policy)}`);
console.log(`  dmarc-parse: ${JSON.stringify(parse(record).tags.p?.value)}`);
END
cat > run.py << 'END'
import json, sys
from authheaders.dmarc_lookup import receiver_record
record, _ = receiver_record("example.com", lambda name: sys.argv[1])
print("  authheaders: " + json.dumps(record.get("p")))
END
cat > run.pl << 'END'
use strict;
use warnings;
use Mail::DMARC::Policy;
printf qq(  Mail::DMARC: "%s"\n), Mail::DMARC::Policy->new($ARGV[0])->p;
END

policies() {
  local record
  for record in 'v=DMARC1; p=none' 'v=DMARC1 ; p= none' 'v = DMARC1; p=none'; do
    echo "$record"
    node run.mjs "$record"
    in_debian /usr/bin/python3 -W ignore run.py "$record"
    in_debian perl run.pl "$record"
  done
}

verdict "$(policies 2>&1)" << 'END'
v=DMARC1; p=none
  mailauth: "none"
  dmarc-parse: "none"
  authheaders: "none"
  Mail::DMARC: "none"
v=DMARC1 ; p= none
  mailauth: " none"
  dmarc-parse: "none"
  authheaders: "none"
  Mail::DMARC: "none"
v = DMARC1; p=none
  mailauth: undefined
  dmarc-parse: "none"
  authheaders: null
  Mail::DMARC: "none"
END
