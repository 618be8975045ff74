package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            KEY=value                     | value
            KEY = value                   | value
            export KEY=value              | value
            KEY=two words                 | two words
            KEY=value # a comment         | value
            KEY=val#ue                    | val#ue
            KEY=#value                    | #value
            KEY=a=b                       | a=b
            KEY='a # b'                   | a # b
            KEY='a\\nb'                   | a\\nb
            KEY="a # b" # a comment       | a # b
            KEY="say \\"hi\\""            | say "hi"
            KEY="back\\\\slash"           | back\\slash
            KEY="a\\tb"                   | a\\tb
            KEY="$5 ${HOME}"              | $5 ${HOME}
            KEY=it's                      | it's
            """)
    void aLineIsParsedAsByOtherTools(String line, String value) {
        assertEquals(Map.of("KEY", value), EnvFile.parse(line).values());
    }

    @Test
    void anEscapedLineBreakBecomesOne() {
        assertEquals(Map.of("KEY", "a\nb"), EnvFile.parse("KEY=\"a\\nb\"").values());
    }

    @Test
    void anEmptyValueIsEmpty() {
        assertEquals(
                Map.of("A", "", "B", "", "C", "", "D", ""),
                EnvFile.parse("A=\nB=''\nC=\"\"\nD= # nothing").values());
    }

    @Test
    void blankLinesCommentsMarksAndWindowsLineEndsAreNoContent() {
        Source source = EnvFile.parse("\uFEFFA=1\r\n\r\n  # a comment\r\n \t\r\nB=2\r\n");
        assertEquals(Map.of("A", "1", "B", "2"), source.values());
        assertEquals(List.of(), source.warnings());
    }

    @Test
    void theLastOfTwoLinesWithOneNameCounts() {
        assertEquals(Map.of("A", "2"), EnvFile.parse("A=1\nA=2").values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden", "=hidden", "1A=hidden", "A B=hidden", "A='hidden", "A=\"hidden", "A='hid'den"})
    void aMalformedLineIsReportedByNumberOnly(String line) {
        Source source = EnvFile.parse("FIRST=1\n" + line + "\nLAST=3");
        assertEquals(Map.of("FIRST", "1", "LAST", "3"), source.values());
        assertEquals(
                List.of("Line 2 of .env is ignored. Write it as KEY=value on one line, and close every quote."),
                source.warnings());
    }

    @Test
    void aMissingFileIsAnEmptySource(@TempDir Path folder) {
        assertEquals(Source.of(".env", Map.of()), EnvFile.read(folder.resolve(".env")));
    }

    @Test
    void aFolderInPlaceOfTheFileIsAProblem(@TempDir Path folder) {
        assertTrue(EnvFile.read(folder).problems().get(0).startsWith(folder + " cannot be read"));
    }
}
