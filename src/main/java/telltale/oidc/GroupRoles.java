package telltale.oidc;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Role;
import telltale.settings.OidcSettings;

/** The roles of the provider's groups. */
final class GroupRoles {
    private final OidcSettings settings;

    GroupRoles(OidcSettings settings) {
        this.settings = settings;
    }

    /**
     * The groups of a person.
     *
     * @param claims the claims of an ID token or of the user info
     * @return empty if the claim is missing
     */
    Optional<Set<String>> groups(Map<String, Object> claims) {
        return Optional.ofNullable(claim(claims, settings.groupsClaim())).map(GroupRoles::names);
    }

    /** The claim of a name or, if there is none, of a path into nested objects, such as {@code realm_access.roles}. */
    private static @Nullable Object claim(Map<?, ?> claims, String name) {
        Object found = claims.get(name);
        int dot = name.indexOf('.');
        return found == null && dot > 0 && claims.get(name.substring(0, dot)) instanceof Map<?, ?> nested
                ? claim(nested, name.substring(dot + 1))
                : found;
    }

    private static Set<String> names(Object claim) {
        Set<String> names = new LinkedHashSet<>();
        if (claim instanceof Collection<?> several) {
            several.forEach(one -> names.add(String.valueOf(one)));
        } else {
            names.add(claim.toString());
        }
        return names;
    }

    /** The strongest role of some groups; empty if none of them has a role. */
    Optional<Role> role(Set<String> groups) {
        return groups.stream()
                .flatMap(group -> Optional.ofNullable(settings.roles().get(group)).stream())
                .reduce(OidcSettings::stronger);
    }
}
