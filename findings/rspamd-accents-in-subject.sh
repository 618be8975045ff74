#!/usr/bin/env bash
# rspamd takes a few words with accented letters for a mixture of scripts.
#
# R_MIXED_CHARSET is meant for look-alike letters of different scripts (Unicode Technical Standard 39, section 5). All letters
# here are Latin. The fewer the words, the higher the score: a mail that only says one German word gets 5 of the 6 points with
# which rspamd adds a spam header. Words without accents, and words in Greek, are the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

rspamd_starts

# score NAME WORDS: once in the subject alone, once in subject, text and HTML.
score() {
  printf '%.2f in the subject, %.2f in all of the mail: %s\n' \
    "$(text_and_html "$1" 'Hello' '<p>Hello</p>' | rspamd_score R_MIXED_CHARSET)" \
    "$(text_and_html "$1" "$1" "<p>$1</p>" | rspamd_score R_MIXED_CHARSET)" "$1"
}

verdict "$(
  score 'Größe'
  score 'Nouvelle collection à découvrir dès l’été'
  score 'Café opening on Friday'
  score 'Zoë, your order has shipped'
  score 'Your order has shipped'
  score 'Η παραγγελία σας'
)" << 'END'
1.25 in the subject, 5.00 in all of the mail: Größe
1.25 in the subject, 4.17 in all of the mail: Nouvelle collection à découvrir dès l’été
1.00 in the subject, 1.25 in all of the mail: Café opening on Friday
0.83 in the subject, 1.00 in all of the mail: Zoë, your order has shipped
0.00 in the subject, 0.00 in all of the mail: Your order has shipped
0.00 in the subject, 0.00 in all of the mail: Η παραγγελία σας
END
