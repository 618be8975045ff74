package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;
import telltale.model.Person;
import telltale.model.Suppression;
import telltale.web.http.Json;

/** The JSON of a person: without the address, which is not stored with the preferences. */
final class PersonJson {
    private PersonJson() {}

    /** The person's key, masked address and suppression. */
    static JsonObjectBuilder suppressed(Person person) {
        return Json.object()
                .add("person", person.key().hex())
                .add("address", person.masked())
                .addAll(fields(person.suppression()));
    }

    /** The person's tracking preference and suppression. */
    static JsonObjectBuilder preferences(Person person) {
        Suppression suppression = person.suppression();
        return Json.object()
                .add("person", person.key().hex())
                .add("tracked", person.tracked())
                .add(
                        "suppression",
                        suppression == null
                                ? JsonValue.NULL
                                : fields(suppression).build());
    }

    private static JsonObjectBuilder fields(@Nullable Suppression suppression) {
        return suppression == null
                ? Json.object()
                : Json.object()
                        .add("scope", suppression.scope().word())
                        .add("reason", suppression.reason())
                        .add("at", Json.instant(suppression.at()));
    }
}
