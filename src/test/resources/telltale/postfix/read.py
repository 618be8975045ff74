"""Reads a mail as Python's email package does, and says as JSON what is in it."""

import base64
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    raw = file.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)


def mailboxes(name):
    field = mail[name]
    return " | ".join(f"{box.display_name} <{box.addr_spec}>" for box in field.addresses)


def tree(part):
    kind = part.get_content_type()
    return kind + "(" + ",".join(map(tree, part.iter_parts())) + ")" if part.is_multipart() else kind


def leaf(part):
    return {
        "type": part.get_content_type(),
        "charset": part.get_content_charset(),
        "disposition": part.get_content_disposition(),
        "name": part.get_filename(),
        "contentId": part["Content-ID"],
        "content": base64.b64encode(part.get_payload(decode=True)).decode(),
    }


json.dump(
    {
        "from": mailboxes("From"),
        "to": mailboxes("To"),
        "cc": mailboxes("Cc"),
        "replyTo": mailboxes("Reply-To"),
        "subject": mail["Subject"],
        "own": mail["X-Order"],
        "tree": tree(mail),
        "leaves": [leaf(part) for part in mail.walk() if not part.is_multipart()],
        "defects": [str(defect) for part in mail.walk() for defect in part.defects],
        "longestLine": max(map(len, raw.split(b"\n"))),
    },
    sys.stdout,
)
