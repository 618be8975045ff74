#!/usr/bin/env bash
# Angus Mail leaves the quotation marks in a display name that consists of a quoted word and other words.
#
# RFC 5322, section 3.2.5: a phrase consists of words, each an atom or a quoted-string; section 3.2.4: the quotation marks are
# not part of the value of a quoted-string. RFC 2047, section 5 (3): an encoded word can replace any word of a phrase.
# Mime4j is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.eclipse.angus:jakarta.mail:2.0.5 org.apache.james:apache-mime4j-dom:0.8.13 org.slf4j:slf4j-nop:2.0.20

cat > Run.java << 'END'
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.field.address.LenientAddressParser;

public class Run {
    public static void main(String[] args) throws Exception {
        for (String name : List.of(
                "\"Dr.\" =?UTF-8?Q?J=C3=B6rg?=", "=?UTF-8?Q?J=C3=B6rg?= \"Q.\" Smith", "\"Dr.\" Smith", "\"Dr. Smith\"")) {
            String text = name + " <x@example.com>";
            Mailbox mime4j = LenientAddressParser.DEFAULT.parseMailbox(text);
            System.out.println(name + ": Angus Mail [" + new InternetAddress(text, true).getPersonal() + "], Mime4j ["
                    + mime4j.getName() + "]");
        }
    }
}
END

verdict "$(java -Dstdout.encoding=UTF-8 -Dfile.encoding=UTF-8 -cp 'jars/*' Run.java 2>&1)" << 'END'
"Dr." =?UTF-8?Q?J=C3=B6rg?=: Angus Mail ["Dr." Jörg], Mime4j [Dr. Jörg]
=?UTF-8?Q?J=C3=B6rg?= "Q." Smith: Angus Mail [Jörg "Q." Smith], Mime4j [Jörg Q. Smith]
"Dr." Smith: Angus Mail ["Dr." Smith], Mime4j [Dr. Smith]
"Dr. Smith": Angus Mail [Dr. Smith], Mime4j [Dr. Smith]
END
