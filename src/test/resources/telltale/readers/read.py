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
    return [f"{box.display_name} <{box.addr_spec}>" for box in field.addresses] if field else []


def children(part):
    return part.get_payload() if part.is_multipart() else []


def tree(part):
    kind = part.get_content_type()
    return kind + "(" + ",".join(map(tree, children(part))) + ")" if part.is_multipart() else kind


def content(part):
    octets = part.get_payload(decode=True)
    if part.get_content_maintype() == "text":
        return octets.decode(part.get_content_charset()).replace("\r\n", "\n")
    return base64.b64encode(octets).decode()


def leaf(part):
    return {
        "type": part.get_content_type(),
        "charset": part.get_content_charset() or "",
        "method": part.get_param("method", ""),
        "disposition": part.get_content_disposition() or "",
        "name": part.get_filename() or "",
        "contentId": part["Content-ID"] or "",
        "content": content(part),
    }


json.dump(
    {
        "from": mailboxes("From"),
        "to": mailboxes("To"),
        "cc": mailboxes("Cc"),
        "replyTo": mailboxes("Reply-To"),
        "subject": mail["Subject"],
        "tree": tree(mail),
        "leaves": [leaf(part) for part in mail.walk() if not part.is_multipart()],
        "defects": [str(defect) for part in mail.walk() for defect in part.defects],
    },
    sys.stdout,
)
