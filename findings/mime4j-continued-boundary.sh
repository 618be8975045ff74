#!/usr/bin/env bash
# Mime4j parses a multipart mail as one text if its boundary is split as in RFC 2231, and ignores `charset*=`.
#
# RFC 2231, section 3 (parameter value continuations) and section 4 (charset and language) apply to any MIME parameter;
# section 3 was made for parameters that are too long for a line. Mime4j joins only the sections of a file name. Angus Mail
# is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.apache.james:apache-mime4j-dom:0.8.13 org.eclipse.angus:jakarta.mail:2.0.5 org.slf4j:slf4j-nop:2.0.20

cat > continued.eml << 'END'
From: joe@example.com
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary*0="=_report";
 boundary*1="-2026"

--=_report-2026
Content-Type: text/plain; charset*=us-ascii'en'iso-8859-1
Content-Transfer-Encoding: quoted-printable

Caf=E9
--=_report-2026
Content-Type: text/html

<p>Hello
--=_report-2026--
END
sed 's/^ boundary.0=.*/ boundary="=_report-2026"/; /^ boundary.1=/d' continued.eml > plain.eml

cat > Run.java << 'END'
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.FileInputStream;
import java.util.List;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;

public class Run {
    public static void main(String[] args) throws Exception {
        for (String file : List.of("continued.eml", "plain.eml")) {
            var mime4j = new DefaultMessageBuilder().parseMessage(new FileInputStream(file));
            System.out.printf("Mime4j, %s: %s%n", file, mime4j.getBody() instanceof Multipart parts
                    ? parts.getCount() + " parts, the first in " + parts.getBodyParts().get(0).getCharset()
                    : mime4j.getMimeType());
            var angus = new MimeMessage(Session.getInstance(new java.util.Properties()), new FileInputStream(file));
            var parts = (MimeMultipart) angus.getContent();
            System.out.printf("Angus Mail, %s: %d parts, the first contains %s%n", file, parts.getCount(),
                    parts.getBodyPart(0).getContent());
        }
    }
}
END

verdict "$(java -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp 'jars/*' Run.java 2>&1)" << 'END'
Mime4j, continued.eml: text/plain
Angus Mail, continued.eml: 2 parts, the first contains Café
Mime4j, plain.eml: 2 parts, the first in us-ascii
Angus Mail, plain.eml: 2 parts, the first contains Café
END
