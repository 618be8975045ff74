package telltale.web.api;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.settings.EffectiveSetting;
import telltale.settings.SettingDescription;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/settings}: lists all settings of this node, each with its value and its source. */
public final class SettingsApi {
    private final List<SettingDescription> settings;

    /** @param effective the settings in effect, masked */
    public SettingsApi(List<EffectiveSetting> effective) {
        settings = SettingDescription.all(effective).stream()
                .sorted(Comparator.comparing(SettingDescription::name))
                .toList();
    }

    /** A page of settings, in the order of their names. */
    public Response list(RoutedRequest request) {
        Slice<SettingDescription> slice =
                Slice.of(settings, SettingDescription::name, request.query("limit", "cursor"));
        return Response.json(new Page(slice.items(), slice.next()));
    }

    private record Page(
            List<SettingDescription> settings, @Nullable String next) {}
}
