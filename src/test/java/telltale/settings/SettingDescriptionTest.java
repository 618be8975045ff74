package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingDescriptionTest {
    private static final List<SettingDescription> ALL =
            SettingDescription.all(Given.settings("EMAIL_USER", "ann@example.com", "EMAIL_PASS", "a long secret")
                    .effective());

    @Test
    void everySettingIsDescribed() {
        assertEquals(
                Stream.of(Setting.values()).map(Setting::name).toList(),
                ALL.stream().map(SettingDescription::name).toList());
    }

    @Test
    void aSecretIsOnlySetOrNotSet() {
        assertEquals(
                new SettingDescription("EMAIL_PASS", null, "environment", false, true, Setting.EMAIL_PASS.expected()),
                described(Setting.EMAIL_PASS));
        assertEquals(
                new SettingDescription("TELLTALE_SECRET", null, null, true, true, Setting.TELLTALE_SECRET.expected()),
                described(Setting.TELLTALE_SECRET));
        assertFalse(ALL.toString().contains("a long secret"));
    }

    @Test
    void aPersonsAddressIsMasked() {
        assertEquals("a***@example.com", described(Setting.EMAIL_USER).value());
    }

    @Test
    void aDefaultSaysSo() {
        assertEquals(
                new SettingDescription(
                        "TELLTALE_PORT", "8080", "default", true, false, Setting.TELLTALE_PORT.expected()),
                described(Setting.TELLTALE_PORT));
    }

    @Test
    void aSettingWithoutValueHasNoSource() {
        assertEquals(
                new SettingDescription("TELLTALE_URL", null, null, true, false, Setting.TELLTALE_URL.expected()),
                described(Setting.TELLTALE_URL));
    }

    private static SettingDescription described(Setting setting) {
        return ALL.stream()
                .filter(one -> one.name().equals(setting.name()))
                .findFirst()
                .orElseThrow();
    }
}
