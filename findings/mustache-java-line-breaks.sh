#!/usr/bin/env bash
# mustache.java removes the line break after a section tag at the end of a line of text, and escapes others as &#10;.
#
# Mustache specification, module sections: only a standalone tag, which is alone on its line, removes its line; a tag after
# text leaves the line break in place. The interpolation module escapes only & " < > (mustache(5), "Variables": HTML
# escaping), while mustache.java also escapes the line breaks in a value. jmustache is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars com.github.spullara.mustache.java:compiler:0.9.14 com.samskivert:jmustache:1.16

cat > Run.java << 'END'
import com.github.mustachejava.DefaultMustacheFactory;
import com.samskivert.mustache.Mustache;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

public class Run {
    public static void main(String[] args) {
        var data = Map.of("member", true, "address", "1 Main Street\nSpringfield");
        for (String template : List.of("Hello,{{#member}}\nwelcome back!{{/member}}", "{{address}}")) {
            var written = new StringWriter();
            new DefaultMustacheFactory().compile(new StringReader(template), "mail").execute(written, data);
            System.out.println("mustache.java: " + visible(written.toString()));
            System.out.println("jmustache:     " + visible(Mustache.compiler().compile(template).execute(data)));
        }
    }

    private static String visible(String text) {
        return text.replace("\n", "\\n");
    }
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
mustache.java: Hello,welcome back!
jmustache:     Hello,\nwelcome back!
mustache.java: 1 Main Street&#10;Springfield
jmustache:     1 Main Street\nSpringfield
END
