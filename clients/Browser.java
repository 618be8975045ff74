import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;

/** The browsers of Debian that are measured, and how each is started with a new profile that trusts the recorder's certificate. */
enum Browser {
    CHROMIUM("chromium", "/usr/bin/chromium", "chromium", "chromium") {
        @Override
        List<String> command(Path profile, String address) {
            return List.of(executable(), "--user-data-dir=" + profile, "--no-first-run", "--no-default-browser-check", "--no-sandbox",
                    "--ignore-certificate-errors", address);
        }
    },
    FIREFOX("firefox-esr", "/usr/bin/firefox-esr", "gecko", "firefox-esr") {
        @Override
        List<String> command(Path profile, String address) {
            return List.of(executable(), "--no-remote", "--profile", profile.toString(), address);
        }

        @Override
        void prepare(Path profile, Certificate certificate, int port) throws IOException, GeneralSecurityException {
            Files.writeString(profile.resolve("cert_override.txt"), certificate.firefoxOverrides(port));
            Files.writeString(profile.resolve("user.js"), """
                    user_pref("browser.aboutwelcome.enabled", false);
                    user_pref("browser.preonboarding.enabled", false);
                    user_pref("browser.shell.checkDefaultBrowser", false);
                    user_pref("datareporting.policy.dataSubmissionEnabled", false);
                    user_pref("termsofuse.bypassNotification", true);
                    """);
        }
    },
    EPIPHANY("epiphany-browser", "/usr/bin/epiphany", "webkit", "libwebkit2gtk-4.1-0") {
        /**
         * It has no option for certificates, so it gets a mount namespace in which the recorder's is the system's. The sandbox of
         * WebKitGTK does not work inside that.
         */
        @Override
        List<String> command(Path profile, String address) {
            String script = "mount --bind \"$0\" /etc/ssl/certs/ca-certificates.crt && exec \"$@\"";
            return List.of("unshare", "--map-root-user", "--mount", "sh", "-c", script, profile.resolve("trusted.pem").toString(),
                    "env", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1", executable(), address);
        }

        @Override
        void prepare(Path profile, Certificate certificate, int port) throws IOException, GeneralSecurityException {
            Files.writeString(profile.resolve("trusted.pem"), certificate.pem());
        }
    },
    FALKON("falkon", "/usr/bin/falkon", "qtwebengine", "libqt5webenginecore5") {
        @Override
        List<String> command(Path profile, String address) {
            return List.of("env", "QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox --ignore-certificate-errors", executable(), address);
        }
    },
    MINIBROWSER("libwebkit2gtk-4.1-0", "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "webkit", "libwebkit2gtk-4.1-0") {
        @Override
        List<String> command(Path profile, String address) {
            return List.of(executable(), "--ignore-tls-errors", address);
        }
    };

    private final String program;
    private final String executable;
    private final String engine;
    private final String library;

    /**
     * @param program the Debian package of the program
     * @param engine the engine, in the words of {@code engines.txt}
     * @param library the Debian package of the engine
     */
    Browser(String program, String executable, String engine, String library) {
        this.program = program;
        this.executable = executable;
        this.engine = engine;
        this.library = library;
    }

    /** The command that opens an address in a new window. */
    abstract List<String> command(Path profile, String address);

    /** Writes what a new profile has to contain. */
    void prepare(Path profile, Certificate certificate, int port) throws IOException, GeneralSecurityException {}

    boolean isInstalled() {
        return Files.isExecutable(Path.of(executable));
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    String debianPackage() {
        return program;
    }

    String executable() {
        return executable;
    }

    /** Its name and version, and those of its engine. */
    Version version() throws IOException {
        return new Version(title(), upstream(program), engine, upstream(library));
    }

    /** The upstream version of a Debian package: without epoch, revision, and the suffixes of Debian and Mozilla. */
    private static String upstream(String debianPackage) throws IOException {
        Process query = new ProcessBuilder("dpkg-query", "--show", "--showformat=${Version}", debianPackage).start();
        String version = new String(query.getInputStream().readAllBytes());
        return version.replaceFirst("^\\d+:", "").replaceFirst("-[^-]*$", "").replaceFirst("(esr|\\+).*$", "");
    }
}
