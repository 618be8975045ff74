#!/usr/bin/env bash
# Python's email package inserts a space into a display name that is encoded as two words.
#
# RFC 2047, section 6.2: white space between adjacent encoded words is ignored; an encoder splits long names in this way,
# because an encoded word has at most 75 characters (section 2). The same text in Subject is decoded correctly, and so is
# From with the package's older function make_header. Reported as python/cpython issue 128110.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need python3

cat > run.py << 'END'
from email import message_from_bytes, policy
from email.header import decode_header, make_header

TEXTS = {
    "on one line": b"=?UTF-8?Q?a?= =?UTF-8?Q?b?=",
    "folded": b"=?UTF-8?Q?J=C3=B6?=\r\n =?UTF-8?Q?rg?=",
    "split after a space": b"=?UTF-8?Q?Ann_?= =?UTF-8?Q?Lee?=",
    "one encoded word": b"=?UTF-8?Q?J=C3=B6rg?=",
}
for name, text in TEXTS.items():
    mail = b"From: " + text + b" <x@example.com>\r\nSubject: " + text + b"\r\n\r\nHello\r\n"
    message = message_from_bytes(mail, policy=policy.default)
    address = message["From"].addresses[0]
    older = str(make_header(decode_header(message_from_bytes(mail)["From"])))
    print(f"{name}: From {address.display_name!r}, Subject {message['Subject']!r}, make_header {older!r}")
END

version=$(python3 -c 'import platform; print(platform.python_version())')
echo "python3 $version (recorded with 3.11.7)"
verdict "$(PYTHONIOENCODING=utf-8 python3 run.py 2>&1)" << 'END'
on one line: From 'a b', Subject 'ab', make_header 'ab <x@example.com>'
folded: From 'Jö rg', Subject 'Jörg', make_header 'Jörg <x@example.com>'
split after a space: From 'Ann  Lee', Subject 'Ann Lee', make_header 'Ann Lee <x@example.com>'
one encoded word: From 'Jörg', Subject 'Jörg', make_header 'Jörg <x@example.com>'
END
