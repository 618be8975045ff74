package telltale.web;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.model.Address;
import telltale.model.BadInput;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.Persons.Suppressed;

/** Suppressions as other systems hand them over: a JSON object a line, or CSV (RFC 4180) of address, scope and reason. */
final class SuppressionLines {
    private static final String NO_REASON = "by hand";

    private final Instant now;

    /**
     * @param now since when what is read holds
     */
    SuppressionLines(Instant now) {
        this.now = now;
    }

    /**
     * Reads a JSON object from each line, with {@code address} and perhaps {@code scope} and {@code reason}.
     *
     * @throws BadInput naming the first line that is none
     */
    List<Suppressed> json(String body) {
        return lines(body, this::jsonLine);
    }

    /**
     * Reads CSV; a first line that begins with {@code address} names the columns.
     *
     * @throws BadInput naming the first line that is not right
     */
    List<Suppressed> csv(String body) {
        return lines(body, this::csvLine);
    }

    /**
     * What somebody gave, checked. Nothing but the address has to be there: then it is all mail.
     *
     * @throws BadInput naming what is wrong, and never repeating it
     */
    Suppressed one(@Nullable String address, @Nullable String scope, @Nullable String reason) {
        if (address == null || address.isBlank()) {
            throw new BadInput("address", "address is missing");
        }
        Scope wanted = scope == null || scope.isBlank() ? Scope.ALL : checked("scope", () -> Scope.ofWord(scope));
        String said = reason == null || reason.isBlank() ? NO_REASON : reason;
        return new Suppressed(checked("address", () -> Address.parse(address)), new Suppression(wanted, said, now));
    }

    private static <T> T checked(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            throw new BadInput(field, String.valueOf(wrong.getMessage()));
        }
    }

    private static List<Suppressed> lines(String body, Function<String, Suppressed> format) {
        List<Suppressed> all = new ArrayList<>();
        String[] lines = body.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean isHead = i == 0 && lines[i].startsWith("address");
            if (!lines[i].isBlank() && !isHead) {
                all.add(line(lines[i], i + 1, format));
            }
        }
        return all;
    }

    private static Suppressed line(String line, int number, Function<String, Suppressed> format) {
        try {
            return format.apply(line);
        } catch (BadInput wrong) {
            throw new BadInput(wrong.field(), "line " + number + " is not right: " + wrong.sentence());
        } catch (JsonException notJson) {
            // Its message would repeat the line, and the address in it.
            throw new BadInput("body", "line " + number + " is not a JSON object");
        }
    }

    private Suppressed jsonLine(String line) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(line))) {
            JsonObject object = reader.readObject();
            return one(text(object, "address"), text(object, "scope"), text(object, "reason"));
        }
    }

    private static @Nullable String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : null;
    }

    /** Neither an address nor a scope has a comma; a reason may. */
    private Suppressed csvLine(String line) {
        String[] cells = line.split(",", 3);
        return one(
                unquoted(cells[0]),
                cells.length > 1 ? unquoted(cells[1]) : null,
                cells.length > 2 ? unquoted(cells[2]) : null);
    }

    private static String unquoted(String cell) {
        String bare = cell.strip();
        boolean isQuoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
        return isQuoted ? bare.substring(1, bare.length() - 1).replace("\"\"", "\"") : bare;
    }
}
