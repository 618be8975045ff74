#!/usr/bin/env bash
# rspamd adds a point to a mail whose HTML has one remote image, and none if it has two.
#
# URI_COUNT_ODD expects that each URL of multipart/alternative is there twice, once in each part, so it looks for an odd
# number. But images are counted, too, and the text part cannot have them: a logo or a tracking pixel in a mail whose links
# are the same in both parts makes the number odd.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

rspamd_starts

link='<a href="https://example.com/a">here</a>'
logo='<img src="https://example.com/logo.png" alt="Example" width="90" height="30">'
pixel='<img src="https://example.com/open.gif" alt="" width="1" height="1">'

# score NAME TEXT HTML
score() {
  printf '%s: %s\n' "$1" "$(text_and_html 'Hello' "$2" "<html><body>$3</body></html>" | rspamd_score URI_COUNT_ODD)"
}

verdict "$(
  score 'a link in both parts' 'https://example.com/a' "$link"
  score 'the same, and a logo' 'https://example.com/a' "$link$logo"
  score 'the same, and a pixel' 'https://example.com/a' "$link$pixel"
  score 'the same, a logo and a pixel' 'https://example.com/a' "$link$logo$pixel"
  score 'a logo, no link' 'Hello' "Hello$logo"
)" << 'END'
a link in both parts: 0
the same, and a logo: 1.0
the same, and a pixel: 1.0
the same, a logo and a pixel: 0
a logo, no link: 1.0
END
