#!/usr/bin/env bash
# Angus Mail parses the messages in a multipart/digest as plain text.
#
# RFC 2046, section 5.1.5: within a digest the default type of a part is message/rfc822, not text/plain, so its parts
# start with an empty line (no header fields), followed by the message, as in the example there. Parts with an explicit
# message/rfc822 are parsed correctly. Mime4j is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.eclipse.angus:jakarta.mail:2.0.5 org.apache.james:apache-mime4j-dom:0.8.13 org.slf4j:slf4j-nop:2.0.20

cat > digest.eml << 'END'
From: list@example.com
MIME-Version: 1.0
Content-Type: multipart/digest; boundary="next"

--next

From: joe@example.com
Subject: First

One.
--next

From: jane@example.com
Subject: Second

Two.
--next--
END

cat > Run.java << 'END'
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.FileInputStream;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.message.DefaultMessageBuilder;

public class Run {
    public static void main(String[] args) throws Exception {
        var angus = new MimeMessage(Session.getInstance(new java.util.Properties()), new FileInputStream("digest.eml"));
        var parts = (MimeMultipart) angus.getContent();
        for (int i = 0; i < parts.getCount(); i++) {
            var part = parts.getBodyPart(i);
            System.out.printf("Angus Mail: %s, %s%n", part.getContentType(), part.getContent().getClass().getSimpleName());
        }
        var mime4j = new DefaultMessageBuilder().parseMessage(new FileInputStream("digest.eml"));
        for (var part : ((Multipart) mime4j.getBody()).getBodyParts()) {
            System.out.printf("Mime4j: %s, %s%n", part.getMimeType(), part.getBody().getClass().getSimpleName());
        }
    }
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
Angus Mail: text/plain, String
Angus Mail: text/plain, String
Mime4j: message/rfc822, MessageImpl
Mime4j: message/rfc822, MessageImpl
END
