package telltale.settings;

import static telltale.settings.Setting.TELLTALE_OIDC_CLIENT_ID;
import static telltale.settings.Setting.TELLTALE_OIDC_CLIENT_SECRET;
import static telltale.settings.Setting.TELLTALE_OIDC_GROUPS_CLAIM;
import static telltale.settings.Setting.TELLTALE_OIDC_ISSUER;
import static telltale.settings.Setting.TELLTALE_OIDC_ONLY;
import static telltale.settings.Setting.TELLTALE_OIDC_ROLES;
import static telltale.settings.Setting.TELLTALE_OIDC_SCOPES;
import static telltale.settings.Setting.TELLTALE_URL;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Role;
import telltale.model.WireConstant;

/**
 * The settings of signing in by OpenID Connect.
 *
 * @param issuer the issuer identifier, exactly as the provider states it
 * @param clientSecret null for a public client, which only PKCE (RFC 7636) protects
 * @param scopes what is requested; {@code openid} is among them
 * @param groupsClaim the name of the claim with the groups of a person
 * @param roles the role of each group; for a group with several roles, the strongest
 * @param only whether the page accepts no other way of signing in, apart from those of this machine
 */
public record OidcSettings(
        String issuer,
        String clientId,
        @Nullable Secret clientSecret,
        List<String> scopes,
        String groupsClaim,
        Map<String, Role> roles,
        boolean only) {
    private static final String OPENID = "openid";
    /** From the strongest to the weakest. */
    private static final List<Role> STRENGTH = List.of(Role.ADMIN, Role.OPERATOR, Role.READ, Role.ANALYST, Role.SEND);

    private static final List<Setting> OTHERS = List.of(
            TELLTALE_OIDC_CLIENT_ID,
            TELLTALE_OIDC_CLIENT_SECRET,
            TELLTALE_OIDC_SCOPES,
            TELLTALE_OIDC_GROUPS_CLAIM,
            TELLTALE_OIDC_ROLES,
            TELLTALE_OIDC_ONLY);

    public OidcSettings {
        scopes = List.copyOf(scopes);
        roles = Map.copyOf(roles);
    }

    /** The stronger one of two roles. */
    public static Role stronger(Role one, Role other) {
        return STRENGTH.indexOf(one) <= STRENGTH.indexOf(other) ? one : other;
    }

    /** Reads the settings; null without an issuer. */
    static @Nullable OidcSettings read(SettingsReader reader) {
        String issuer = reader.optional(TELLTALE_OIDC_ISSUER, OidcSettings::issuer);
        String clientId = reader.optional(TELLTALE_OIDC_CLIENT_ID, Function.identity());
        Secret clientSecret = reader.optional(TELLTALE_OIDC_CLIENT_SECRET, Secret::new);
        Map<String, Role> roles = reader.optional(TELLTALE_OIDC_ROLES, OidcSettings::roles);
        if (!reader.isSet(TELLTALE_OIDC_ISSUER)) {
            OTHERS.forEach(other -> reader.require(
                    other, TELLTALE_OIDC_ISSUER, "Set TELLTALE_OIDC_ISSUER to the address of your provider."));
            return null;
        }
        reader.require(TELLTALE_OIDC_ISSUER, TELLTALE_URL, "The provider sends browsers back to that address.");
        reader.require(
                TELLTALE_OIDC_ISSUER, TELLTALE_OIDC_CLIENT_ID, "It is the client that you registered at the provider.");
        reader.require(TELLTALE_OIDC_ISSUER, TELLTALE_OIDC_ROLES, "Without it no one who signs in would have a role.");
        List<String> scopes = reader.orDefault(TELLTALE_OIDC_SCOPES, OidcSettings::scopes);
        String groupsClaim = reader.orDefault(TELLTALE_OIDC_GROUPS_CLAIM, Function.identity());
        boolean only = reader.orDefault(TELLTALE_OIDC_ONLY, Parsers::onOrOff);
        return issuer == null || clientId == null || roles == null
                ? null
                : new OidcSettings(issuer, clientId, clientSecret, scopes, groupsClaim, roles, only);
    }

    private static String issuer(String text) {
        var unused = ProviderUrl.parse(text);
        return text;
    }

    private static List<String> scopes(String text) {
        List<String> scopes = Stream.of(text.split("[\\s,]+", -1))
                .filter(scope -> !scope.isEmpty())
                .distinct()
                .toList();
        require(scopes.contains(OPENID), "it does not contain openid");
        return scopes;
    }

    /** The roles of groups; semicolons separate entries whose groups contain commas, as those of LDAP do. */
    private static Map<String, Role> roles(String text) {
        Map<String, Role> roles = new LinkedHashMap<>();
        for (String entry : text.split(text.contains(";") ? ";" : ",", -1)) {
            if (!entry.isBlank()) {
                String[] roleAndGroup = entry.split("=", 2);
                require(
                        roleAndGroup.length == 2 && !roleAndGroup[1].isBlank(),
                        "\"" + entry.strip() + "\" is not a role, = and a group");
                roles.merge(roleAndGroup[1].strip(), role(roleAndGroup[0].strip()), OidcSettings::stronger);
            }
        }
        require(!roles.isEmpty(), "");
        return roles;
    }

    private static Role role(String name) {
        try {
            return WireConstant.of(Role.class, name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not a role: " + unknown.getMessage()
                            + ". Separate entries by semicolons if a group contains commas",
                    unknown);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
