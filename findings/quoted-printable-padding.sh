#!/usr/bin/env bash
# Angus Mail and postal-mime keep the "=" of a soft line break to which a relay added spaces.
#
# RFC 2045, section 6.7, rule 3: white space at the end of an encoded line must be deleted when decoding, since transport
# agents may have added it; so "=" followed by spaces is a soft line break (rule 5). mailparser and Mime4j remove it.
# Angus Mail drops the spaces but keeps the "=" and the line break.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages postal-mime@4.0.0 mailparser@3.14.2
maven_jars org.eclipse.angus:jakarta.mail:2.0.5 org.apache.james:apache-mime4j-dom:0.8.13 org.slf4j:slf4j-nop:2.0.20

printf '%s\r\n' 'From: joe@example.com' 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' \
  'Content-Transfer-Encoding: quoted-printable' '' 'https://example.com/?token=3Dabc=  ' 'def' > padded.eml

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { simpleParser } from 'mailparser';

const mail = readFileSync('padded.eml');
console.log('postal-mime:', JSON.stringify((await PostalMime.parse(mail)).text.trimEnd()));
console.log('mailparser: ', JSON.stringify((await simpleParser(mail)).text.trimEnd()));
END

cat > Run.java << 'END'
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.FileInputStream;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;

public class Run {
    public static void main(String[] args) throws Exception {
        var angus = new MimeMessage(Session.getInstance(new java.util.Properties()), new FileInputStream("padded.eml"));
        print("Angus Mail: ", (String) angus.getContent());
        var mime4j = new DefaultMessageBuilder().parseMessage(new FileInputStream("padded.eml"));
        print("Mime4j:     ", new String(((TextBody) mime4j.getBody()).getInputStream().readAllBytes()));
    }

    private static void print(String reader, String text) {
        System.out.println(reader + " \"" + text.stripTrailing().replace("\r\n", "\\r\\n") + "\"");
    }
}
END

verdict "$(node run.mjs 2>&1; java -cp 'jars/*' Run.java 2>&1)" << 'END'
postal-mime: "https://example.com/?token=abc=  \ndef"
mailparser:  "https://example.com/?token=abcdef"
Angus Mail:  "https://example.com/?token=abc=\r\ndef"
Mime4j:      "https://example.com/?token=abcdef"
END
