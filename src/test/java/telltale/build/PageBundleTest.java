package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program that joins the files of the page, on small pages. */
final class PageBundleTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeThePage() throws IOException {
        write("index.html", """
                <head>
                  <link rel="stylesheet" href="assets/css/a.css">
                  <link rel="stylesheet" href="assets/js/views/v.css">
                  <!-- A comment. -->
                  <link rel="modulepreload" href="assets/js/words.js">
                </head>
                """);
        write("assets/css/a.css", "/* A comment\n   of two lines. */\na {}\n");
        write("assets/js/views/v.css", "b {}\n");
        write("assets/js/main.js", """
                import { WORD as FIRST } from './words.js';
                // A comment.
                import('./views/v.js').then(({ show }) => show(FIRST));
                import('./words.js').then(console.log);
                """);
        write("assets/js/words.js", "export const WORD = 'telltale';\n");
        write("assets/js/views/v.js", """
                import { WORD } from '../words.js';
                export { WORD as NAME } from '../words.js';
                export function show(word) {
                  console.log(word === WORD);
                }
                """);
    }

    @Test
    void modulesBecomeFunctionsInTwoFiles() throws Exception {
        assertEquals("", bundle());

        assertEquals("<head>\n  <link rel=\"stylesheet\" href=\"assets/css/page.css\">\n</head>\n", read("index.html"));
        assertEquals("a {}\nb {}\n", read("assets/css/page.css"));
        assertEquals("""
                const $words = (() => {const WORD = 'telltale';return {WORD};})();const $main = (() => {const {WORD:FIRST} = $words;\
                import('./views.js').then((views) => views.$views_v).then(({ show }) => show(FIRST));\
                Promise.resolve($words).then(console.log);return {};})();export {$words,$main};
                """, read("assets/js/main.js"));
        assertEquals("""
                import {$words,$main} from './main.js';const $views_v = (() => {const {WORD} = $words;\
                function show(word) {console.log(word === WORD);}
                return {NAME:$words.WORD,show};})();export {$views_v};
                """, read("assets/js/views.js"));
    }

    @Test
    void whatManyModulesImportIsAConstantOutsideOfThem() throws Exception {
        write(
                "assets/js/main.js",
                "import { a } from './a.js';\nimport { b } from './b.js';\nimport { c } from './c.js';\nimport('./views/v.js');\n");
        for (String name : List.of("a", "b", "c")) {
            write("assets/js/" + name + ".js", """
                    import { WORD } from './words.js';
                    export const NAME = 1; // A remark.
                    """.replace("NAME", name));
        }
        write("assets/js/views/v.js", "");
        assertEquals("", bundle());

        String main = read("assets/js/main.js");
        assertTrue(main.contains("const {WORD} = $words;const $a = (() => {const a = 1;"), main);
        assertTrue(read("assets/js/views.js").contains("'./main.js';const {WORD} = $words;"), main);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            import { show } from './views/v.js'; | assets/js/words.js imports itself through other modules
            export let a = 1;                    | assets/js/words.js has an import or export that PageBundle does not know
            const load = (file) => import(file); | assets/js/words.js has an import or export that PageBundle does not know
            """)
    void whatWouldBehaveOtherwiseFailsTheBuild(String line, String problem) throws Exception {
        write("assets/js/words.js", "export const WORD = 'telltale';\n" + line + "\n");

        assertProblem(problem);
    }

    @Test
    void anImportOfWhatIsNotExportedFailsTheBuild() throws Exception {
        write("assets/js/words.js", "export const WORDS = 'telltale';\n");

        assertProblem("assets/js/main.js imports [WORD], which assets/js/words.js does not export");
    }

    @Test
    void aModuleThatNoneLoadsFailsTheBuild() throws Exception {
        write("assets/js/views/w.js", "export const WORD = 'lost';\n");

        assertProblem("no module loads [assets/js/views/w.js]");
    }

    private void assertProblem(String problem) throws IOException, InterruptedException {
        String output = bundle();
        assertTrue(output.contains(problem), output);
    }

    /** What the program prints; it prints only when it fails. */
    private String bundle() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "src/build/java/PageBundle.java",
                        folder.resolve("source").toString(),
                        folder.resolve("target").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output.isEmpty(), program.waitFor() == 0, output);
        return output;
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve("source").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read(String path) throws IOException {
        return Files.readString(folder.resolve("target").resolve(path));
    }
}
