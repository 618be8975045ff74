#!/usr/bin/env bash
# Python's email package, Email::MIME, MIME::Tools and mailparser do not ignore every comment in MIME header fields.
#
# RFC 2045, section 1: these fields "can include RFC 822 comments, which have no semantic content and should be ignored during
# MIME processing"; section 5.1 has an example of one after a parameter, which all of them read. RFC 822 allows comments between
# any two tokens (section 3.1.4). Later versions of Python decode the text (python/cpython issue 98188).
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need python3 perl
npm_packages mailparser@3.14.2 postal-mime@4.0.0
debian_packages libemail-mime-perl=1.953 libmime-tools-perl=5.510

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';

const mail = readFileSync('mail.eml');
console.log(`  mailparser: ${(await simpleParser(mail)).text.trim()}`);
console.log(`  postal-mime: ${(await PostalMime.parse(mail)).text.trim()}`);
END
cat > run.py << 'END'
from email import message_from_file, policy

with open("mail.eml", encoding="ascii", newline="") as file:
    message = message_from_file(file, policy=policy.default)
print("  Python:", message.get_content_type() + ",", message.get_content().strip())
END
cat > run.pl << 'END'
use strict;
use warnings;
use Email::MIME;
use Encode;
use MIME::Parser;

local $/ = "\r\n";
open my $file, '<', 'mail.eml' or die;
my $mail = join '', <$file>;
my $text = Email::MIME->new($mail)->body_str;
my $parser = MIME::Parser->new;
$parser->output_to_core(1);
my $control = $parser->parse_data($mail);
my $charset = $control->head->mime_attr('content-type.charset') || 'unknown charset';
my $octets = $control->bodyhandle->as_string;
chomp $text;
$octets =~ s/\s+$//;
print '  Email::MIME: ', encode('UTF-8', $text), "\n";
print '  MIME::Tools: ', $charset eq 'unknown charset' ? $charset : encode('UTF-8', decode($charset, $octets)), "\n";
END

# seen NAME TYPE ENCODING: what the parsers read from a text with these fields.
seen() {
  printf '%s\r\n' 'From: ann@example.com' 'MIME-Version: 1.0' "Content-Type: $2" "Content-Transfer-Encoding: $3" '' 'gr=FC=DFe' > mail.eml
  echo "$1: $2, $3"
  node run.mjs
  PYTHONIOENCODING=utf-8 python3 run.py
  in_debian perl run.pl
}

all_seen() {
  seen 'after a parameter' 'text/plain; charset=iso-8859-1 (Latin)' quoted-printable
  seen 'after the type' 'text/plain (no HTML); charset=iso-8859-1' quoted-printable
  seen 'before a value' 'text/plain; charset=(Latin)iso-8859-1' quoted-printable
  seen 'after the encoding' 'text/plain; charset=iso-8859-1' 'quoted-printable (RFC 2045)'
}

echo "python3 $(python3 -c 'import platform; print(platform.python_version())') (recorded with 3.11.7)"
verdict "$(all_seen 2>&1)" << 'END'
after a parameter: text/plain; charset=iso-8859-1 (Latin), quoted-printable
  mailparser: grüße
  postal-mime: grüße
  Python: text/plain, grüße
  Email::MIME: grüße
  MIME::Tools: grüße
after the type: text/plain (no HTML); charset=iso-8859-1, quoted-printable
  mailparser: grüße
  postal-mime: grüße
  Python: text/plain (no html), grüße
  Email::MIME: grüße
  MIME::Tools: grüße
before a value: text/plain; charset=(Latin)iso-8859-1, quoted-printable
  mailparser: gr��e
  postal-mime: grüße
  Python: text/plain, grüße
  Email::MIME: grüße
  MIME::Tools: unknown charset
after the encoding: text/plain; charset=iso-8859-1, quoted-printable (RFC 2045)
  mailparser: grüße
  postal-mime: grüße
  Python: text/plain, gr=FC=DFe
  Email::MIME: gr=FC=DFe
  MIME::Tools: grüße
END
