#!/usr/bin/env bash
# SpamAssassin's HTML_IMAGE_ONLY rules count the HTML source, not its words, and every image, even one of a single pixel.
#
# Their descriptions say "images with 400-800 bytes of words". Here, the same eight words get between 0 and 2.2 points
# depending on how long a style attribute is, because the rules compare the length of the markup, up to 3,200 bytes. Without
# the pixel no rule applies.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need perl
debian_packages spamassassin=4.0.1

pixel='<img src="https://example.com/open.gif" alt="" width="1" height="1">'

# rules NAME STYLE_LENGTH IMAGE: the rules about the ratio of images and words, with their scores.
rules() {
  local style found
  style=$(printf 'color:#123456;%.0s' $(seq $(($2 / 14))))
  found=$(text_and_html 'Hello' 'Your order has shipped and arrives on Friday.' \
    "<html><body style=\"$style\"><p>Your order has shipped and arrives on Friday.</p>$3</body></html>" \
    | in_debian perl -T -I "$work/debian/usr/share/perl5" debian/usr/bin/spamassassin -L -x -p /dev/null -C debian/usr/share/spamassassin \
      --siteconfigpath=debian/etc/spamassassin --cf='add_header all Rules _TESTSSCORES(,)_' 2> spamassassin.log \
    | sed -n 's/^X-Spam-Rules: //p' | tr ',' '\n' | grep HTML_IMAGE_ONLY || true)
  printf '%s: %s\n' "$1" "${found:-none}"
}

verdict "$(
  rules 'pixel, short style' 28 "$pixel"
  rules 'pixel, style of 700 bytes' 700 "$pixel"
  rules 'pixel, style of 1,500 bytes' 1500 "$pixel"
  rules 'pixel, style of 2,800 bytes' 2800 "$pixel"
  rules 'pixel, style of 3,200 bytes' 3200 "$pixel"
  rules 'no pixel, style of 1,500 bytes' 1500 ''
)" << 'END'
pixel, short style: HTML_IMAGE_ONLY_04=1.68
pixel, style of 700 bytes: HTML_IMAGE_ONLY_12=1.381
pixel, style of 1,500 bytes: HTML_IMAGE_ONLY_20=2.109
pixel, style of 2,800 bytes: HTML_IMAGE_ONLY_32=2.196
pixel, style of 3,200 bytes: none
no pixel, style of 1,500 bytes: none
END
