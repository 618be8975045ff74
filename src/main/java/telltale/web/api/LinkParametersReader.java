package telltale.web.api;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.message.html.LinkParameters;
import telltale.model.EmailAddress;
import telltale.model.Idna;
import telltale.model.InvalidInputException;
import telltale.web.http.JsonBody;

/** Parses the field {@code utm} of a message: the parameters of its links. */
final class LinkParametersReader {
    private static final String UTM = "utm";
    private static final String DOMAINS = "domains";
    private static final String OWN = "parameters";
    private static final String CAMPAIGN = "campaign";

    /** The standard parameters, in the order in which they are appended; each is sent as {@code utm_…}. */
    private static final List<String> STANDARD = List.of("source", "medium", CAMPAIGN, "term", "content", "id");

    private static final Set<String> FIELDS =
            Set.of("source", "medium", CAMPAIGN, "term", "content", "id", OWN, DOMAINS);

    private LinkParametersReader() {}

    /**
     * Parses the parameters.
     *
     * @param from the author of the message, whose domain gets the parameters, too
     * @param campaign the campaign of the message, which is {@code utm_campaign} if none is given; null for none
     */
    static LinkParameters read(JsonBody message, EmailAddress from, @Nullable String campaign) {
        JsonValue given = message.value(UTM);
        if (given == null) {
            return LinkParameters.NONE;
        }
        JsonBody utm = JsonBody.of(UTM, given).allowOnly(FIELDS);
        Map<String, String> values = standard(utm, campaign);
        utm.texts(OWN).forEach((name, value) -> addOwn(name, value, values));
        if (values.isEmpty()) {
            throw new InvalidInputException(UTM, "utm has no parameter; give it source, medium or others");
        }
        return new LinkParameters(values, domains(utm, from));
    }

    private static Map<String, String> standard(JsonBody utm, @Nullable String campaign) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean isAny = STANDARD.stream().anyMatch(utm::has);
        for (String name : STANDARD) {
            String value = utm.text(name);
            if (value != null) {
                values.put("utm_" + name, literal(utm.at(name), value));
            } else if (name.equals(CAMPAIGN) && isAny && campaign != null && !campaign.isBlank()) {
                values.put("utm_" + name, campaign);
            }
        }
        return values;
    }

    private static void addOwn(String name, String value, Map<String, String> values) {
        String field = UTM + "." + OWN;
        if (name.isBlank() || name.length() > LinkParameters.MAX_NAME_LENGTH || hasControl(name)) {
            throw new InvalidInputException(
                    field,
                    field + " needs names of 1 to " + LinkParameters.MAX_NAME_LENGTH
                            + " characters without control characters");
        }
        String at = field + "." + name;
        if (values.put(name, literal(at, value)) != null) {
            throw new InvalidInputException(at, at + " is given as a field of utm, too");
        }
    }

    private static String literal(String field, String value) {
        if (value.isBlank() || value.length() > LinkParameters.MAX_VALUE_LENGTH || hasControl(value)) {
            throw new InvalidInputException(
                    field,
                    field + " must have 1 to " + LinkParameters.MAX_VALUE_LENGTH
                            + " characters without control characters");
        }
        if (value.contains("{{")) {
            throw new InvalidInputException(
                    field, field + " has a merge field, but link parameters are the same for all recipients");
        }
        return value;
    }

    private static boolean hasControl(String text) {
        return text.codePoints()
                .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static List<String> domains(JsonBody utm, EmailAddress from) {
        Set<String> domains = new LinkedHashSet<>();
        domains.add(from.asciiDomain());
        List<JsonValue> given = utm.list(DOMAINS);
        for (int i = 0; i < given.size(); i++) {
            domains.add(domain(utm.at(DOMAINS) + "[" + i + "]", given.get(i)));
        }
        return List.copyOf(domains);
    }

    private static String domain(String field, JsonValue given) {
        try {
            String domain = given instanceof JsonString text ? Idna.mailDomain(text.getString()) : "";
            if (domain.indexOf('.') > 0) {
                return domain;
            }
        } catch (IllegalArgumentException invalid) {
            // The sentence below is clearer than one about email addresses.
        }
        throw new InvalidInputException(field, field + " must be a domain, such as shop.example.com");
    }
}
