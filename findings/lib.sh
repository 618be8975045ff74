# shellcheck shell=bash
# Functions for the findings, to be sourced: a temporary folder that is removed at exit, pinned packages, the verdict.
#
# Exit status of a finding: 0 if the behavior is as recorded, 1 if it has changed, 2 if a prerequisite is missing.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Exits with status 2: the problem is this machine, not the tool under test.
missing() {
  echo "prerequisite missing: $*" >&2
  exit 2
}

need() {
  local command
  for command in "$@"; do
    command -v "$command" > /dev/null || missing "the command $command"
  done
}

# npm_packages NAME@VERSION...: installs packages in $work/node_modules, without running their scripts.
npm_packages() {
  need node npm
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" "$@" > npm.log 2>&1 \
    || missing "npm packages $* ($(tail -n 1 npm.log))"
  echo "installed from npm: $*"
}

# maven_jars GROUP:ARTIFACT:VERSION...: copies artifacts and their dependencies to $work/jars.
maven_jars() {
  need java mvn
  local artifact group name version
  {
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId>'
    echo '<version>1</version><dependencies>'
    for artifact in "$@"; do
      IFS=: read -r group name version <<< "$artifact"
      echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version></dependency>"
    done
    echo '</dependencies></project>'
  } > pom.xml
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$work/jars" > mvn.log 2>&1 \
    || missing "Maven artifacts $* ($(grep -m 1 ERROR mvn.log))"
  echo "copied from Maven Central: $*"
}

# debian_packages NAME=VERSION...: unpacks packages, and dependencies that are not installed, in $work/debian.
# Nothing is installed. A version without its Debian revision ("1.1.4") matches every revision.
debian_packages() {
  need apt-get apt-cache dpkg-deb
  local package name wanted candidate archive
  mkdir -p debian archives/partial
  for package in "$@"; do
    name=${package%%=*}
    wanted=${package#*=}
    candidate=$(apt-cache policy "$name" | sed -n 's/^  Candidate: //p')
    case "$candidate" in
      "$wanted" | "$wanted"[-+~]*) echo "unpacked from Debian: $name $candidate" ;;
      *) missing "Debian package $name $wanted (apt offers: ${candidate:-nothing}; try apt-get update)" ;;
    esac
  done
  apt-get install -qq -y --no-install-recommends --reinstall --download-only \
    -o Dir::Cache::archives="$work/archives" -o Debug::NoLocking=1 "${@%%=*}" > apt.log 2>&1 \
    || missing "Debian packages $* ($(tail -n 1 apt.log))"
  for archive in archives/*.deb; do
    dpkg-deb -x "$archive" debian
  done
}

# Runs a command with the modules and libraries of the unpacked Debian packages.
in_debian() {
  local libraries
  libraries=$work/debian/usr/lib/$(gcc -dumpmachine 2> /dev/null || echo "$(uname -m)-linux-gnu")
  env LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH="$work/debian/usr/lib/python3/dist-packages" \
    PERL5LIB="$work/debian/usr/share/perl5:$libraries/perl5/$(perl -e 'printf "%vd", $^V' | cut -d . -f 1,2)" \
    RUBYLIB="$work/debian/usr/share/rubygems-integration/all:$work/debian/usr/lib/ruby/vendor_ruby" \
    LD_LIBRARY_PATH="$libraries:$work/debian/usr/lib:$work/debian/lib/$(basename "$libraries")" \
    "$@"
}

# dkim_key: creates a private key in key.pem, and its public key in key.p, in the format of RFC 6376, appendix C.
dkim_key() {
  need openssl
  openssl genrsa -out key.pem 2048 2> openssl.log
  openssl rsa -in key.pem -pubout -outform DER 2> openssl.log | base64 -w 0 > key.p
}

# dkim_fields HASHED_BODY [TAG]: prints the tags of a DKIM-Signature field for a body (with \r\n), up to the value of b=.
dkim_fields() {
  printf 'v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; %sh=from; bh=%s; b=' "${2:-}" \
    "$(printf '%b' "$1" | openssl dgst -sha256 -binary | base64 -w 0)"
}

# dkim_signature FIELDS: prints the value of b= for a mail from joe@example.com, over its From field and those FIELDS.
dkim_signature() {
  printf 'from:joe@example.com\r\ndkim-signature:%s' "$1" | openssl dgst -sha256 -sign key.pem | base64 -w 0
}

# dkim_mail FIELDS BODY: prints that mail.
dkim_mail() {
  printf 'DKIM-Signature: %s%s\r\nFrom: joe@example.com\r\n\r\n%b' "$1" "$(dkim_signature "$1")" "$2"
}

# opendkim_runs: exits with status 2 if the unpacked opendkim does not start, which must not count as a failed signature.
opendkim_runs() {
  in_debian debian/usr/sbin/opendkim -V > opendkim.log 2>&1 || missing "opendkim ($(tail -n 1 opendkim.log))"
}

# opendkim_passes MAIL KEY_RECORD: succeeds if opendkim accepts the signature of the mail.
opendkim_passes() {
  echo "s1._domainkey.example.com $2" > keys
  printf 'TestPublicKeys %s/keys\nMode v\n' "$work" > opendkim.conf
  in_debian debian/usr/sbin/opendkim -x opendkim.conf -t "$1" 2>&1 | grep -q succeeded
}

# perl_one_key: writes OneKey.pm, a resolver for Mail::DKIM that answers every DNS query with the same TXT record.
perl_one_key() {
  cat > OneKey.pm << 'END'
use strict;
use warnings;

package OneKey;

sub new { my ($class, $text) = @_; return bless { text => $text }, $class }
sub query { return $_[0] }
sub send { return $_[0] }
sub answer { return $_[0] }
sub header { return $_[0] }
sub rcode { return 'NOERROR' }
sub type { return 'TXT' }
sub txtdata { return $_[0]->{text} }
sub errorstring { return '' }

1;
END
}

# ical_event < LINES: writes event.ics, an invitation with one event, which has the UID 1@example.com and those lines.
ical_event() {
  {
    printf '%s\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example.com//finding//EN METHOD:REQUEST BEGIN:VEVENT \
      UID:1@example.com DTSTAMP:20260101T000000Z DTSTART:20260102T000000Z
    cat
    printf '%s\n' END:VEVENT END:VCALENDAR
  } | sed 's/$/\r/' > event.ics
}

# node_ical_event: installs node-ical and ical.js, the control, and writes event.mjs, which exports the event in event.ics as
# parsed by each of them.
node_ical_event() {
  npm_packages node-ical@0.27.2 ical.js@2.2.1
  cat > event.mjs << 'END'
import { readFileSync } from 'node:fs';
import ical from 'node-ical';
import ICAL from 'ical.js';

const invitation = readFileSync('event.ics', 'utf8');
export const seen = ical.sync.parseICS(invitation)['1@example.com'];
export const control = new ICAL.Component(ICAL.parse(invitation)).getFirstSubcomponent('vevent');
END
}

# text_and_html SUBJECT TEXT HTML: prints a mail from shop@example.com with these parts.
text_and_html() {
  local encoded
  encoded=$(printf '%s' "$1" | base64 -w 0)
  printf '%s\r\n' 'From: Shop <shop@example.com>' 'To: ann@example.net' "Subject: =?utf-8?B?$encoded?=" \
    'Date: Mon, 30 Nov 2026 12:00:00 +0000' 'Message-ID: <1@example.com>' 'MIME-Version: 1.0' \
    'Content-Type: multipart/alternative; boundary=b' '' --b 'Content-Type: text/plain; charset=utf-8' '' "$2" \
    --b 'Content-Type: text/html; charset=utf-8' '' "$3" --b--
}

# rspamd_starts: unpacks rspamd 3.4 and starts it on $work/socket, without DNS. It ends with the script.
rspamd_starts() {
  need curl pkill python3
  debian_packages rspamd=3.4
  mkdir data # for the files that it compiles
  cat > rspamd.conf << END
.include "$work/debian/etc/rspamd/common.conf"
options {
  .include "$work/debian/etc/rspamd/options.inc"
  dns { nameserver = ["127.0.0.1:1:1"]; timeout = 0.1s; retransmits = 1; }
}
logging { type = "file"; filename = "$work/rspamd.log"; level = "error"; }
worker "normal" { bind_socket = "$work/socket"; count = 1; }
END
  local share=$work/debian/usr/share/rspamd
  in_debian debian/usr/bin/rspamd -i -f -c rspamd.conf --var=CONFDIR="$work/debian/etc/rspamd" \
    --var=LOCAL_CONFDIR="$work/debian/etc/rspamd" --var=DBDIR="$work/data" --var=RUNDIR="$work" --var=SHAREDIR="$share" \
    --var=RULESDIR="$share/rules" --var=LUALIBDIR="$share/lualib" --var=PLUGINSDIR="$share/plugins" > rspamd.out 2>&1 &
  trap 'pkill -P "$(jobs -p)"; wait; rm -rf "$work"' EXIT
  for _ in {1..600}; do
    [ -S socket ] && return
    sleep 0.2
  done
  missing "rspamd ($(tail -n 1 rspamd.out))"
}

# rspamd_score SYMBOL < MAIL: prints what a symbol adds to the score of a mail.
rspamd_score() {
  curl -s --unix-socket socket --data-binary @- http://localhost/checkv2 \
    | python3 -c 'import json, sys; print(json.load(sys.stdin)["symbols"].get(sys.argv[1], {}).get("score", 0))' "$1"
}

# smtp_server: writes server.mjs. Its function lets client(port) send mail to an SMTP server, and returns how many mails arrived.
# reply(line) may return another reply than the usual one to a command, or to the dot that ends a mail.
smtp_server() {
  cat > server.mjs << 'END'
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

export async function received(client, reply) {
  let mails = 0;
  const server = createServer(async (socket) => {
    socket.on('error', () => {});
    const say = (line) => socket.write(`${line}\r\n`);
    let inMessage = false;
    say('220 mx.example.net ESMTP');
    for await (const line of createInterface({ input: socket })) {
      if (inMessage && line !== '.') continue;
      inMessage = /^data$/i.test(line);
      mails += line === '.' ? 1 : 0;
      say(reply(line) ?? (inMessage ? '354 go ahead' : /^quit/i.test(line) ? '221 bye' : '250 ok'));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await client(server.address().port);
  server.close();
  return mails;
}
END
}

# verdict ACTUAL < EXPECTED: prints the actual behavior, compares it with the expected one, and exits.
verdict() {
  local expected
  expected=$(cat)
  printf '\n%s\n\n' "$1"
  if [ "$expected" = "$1" ]; then
    echo 'As recorded.'
    exit 0
  fi
  echo 'The behavior has changed. Difference from the recorded behavior:'
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$1") || true
  exit 1
}

# spf_zone: reads the records of a zone as JSON, {"name": {"TXT": […], "A": […], "MX": […]}}, for spf_results.
spf_zone() {
  cat > zone.json
}

# spf_results DOMAIN...: what mailauth and pyspf say of mail from 192.0.2.1 with a sender at each domain. mailauth asks a DNS
# server on this machine through Node.js' resolver; pyspf gets the same records from its look-up function.
spf_results() {
  cat > spf.mjs << 'END'
import { createRequire } from "node:module";
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readFileSync } from "node:fs";
const require = createRequire(import.meta.url);
const packets = require("dns-packet");
const { spf } = require("mailauth/lib/spf");
const zone = JSON.parse(readFileSync("zone.json"));
const data = { MX: (exchange) => ({ preference: 10, exchange }), TXT: (text) => [text], A: (address) => address };
const server = createSocket("udp4", (message, from) => {
  const { id, flags, questions } = packets.decode(message);
  const [{ name, type }] = questions;
  const records = zone[name.toLowerCase()];
  const answers = (records?.[type] ?? []).map((value) => ({ name, type, ttl: 60, data: data[type](value) }));
  server.send(
    packets.encode({ type: "response", id, flags: (flags & 0x100) | (records ? 0 : 3), questions, answers }),
    from.port,
    from.address,
  );
});
await new Promise((ready) => server.bind(0, "127.0.0.1", ready));
const { port } = server.address();
const dns = new Resolver();
dns.setServers([`127.0.0.1:${port}`]);
for (const domain of process.argv.slice(2)) {
  const sender = `shop@${domain}`;
  const resolver = (name, type) => dns.resolve(name, type);
  const { status } = await spf({ sender, ip: "192.0.2.1", helo: "mail.test", mta: "mx.test", resolver });
  const python = await promisify(execFile)("/usr/bin/python3", ["pyspf.py", sender]);
  console.log(`${domain}: mailauth ${status.result}, pyspf ${python.stdout.trim()}`);
}
server.close();
END
  cat > pyspf.py << 'END'
import json, sys
import spf
zone = json.load(open("zone.json"))

def lookup(name, qtype, tcpfallback=True, timeout=5):
    values = {
        "TXT": lambda text: (text.encode(),),
        "MX": lambda exchange: (10, exchange),
    }
    found = zone.get(name.lower().rstrip("."), {}).get(qtype, [])
    return [((name, qtype), values.get(qtype, str)(value)) for value in found]

spf.DNSLookup = lookup
print(spf.check2(i="192.0.2.1", s=sys.argv[1], h="mail.test")[0])
END
  in_debian node spf.mjs "$@"
}
