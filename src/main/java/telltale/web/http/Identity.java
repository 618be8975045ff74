package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.sessions.SessionOwner;
import telltale.store.AuditEntry;

/**
 * Who sent a request, by its key or session. The gate attaches it to each request that needs a role.
 *
 * @param kind what {@code name} is the name of
 * @param name the name of the key or the user, for messages and the audit log
 * @param isCurrent false if the key was last checked too long ago to change anything
 */
public record Identity(Kind kind, String name, Role role, KeyLimits limits, boolean isCurrent) {
    /** What identified a sender. */
    public enum Kind {
        /** a key in the home folder */
        HOME_KEY,
        /** an API key */
        API_KEY,
        /** a session of the page */
        SESSION
    }

    /** The administrator, by the key in the home folder or the page's session. */
    public static final Identity ADMIN = new Identity(Kind.HOME_KEY, "key", Role.ADMIN, KeyLimits.NONE, true);
    /** The holder of the track key in the home folder. */
    public static final Identity TRACK = new Identity(Kind.HOME_KEY, "track-key", Role.SEND, KeyLimits.NONE, true);

    private static final String ATTRIBUTE = Identity.class.getName();
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>@,;:\"'()\\[\\]]{1,200}@([\\p{L}\\p{N}.-]{1,253})");

    /** The owner of a session that is open. */
    public static Identity of(SessionOwner owner) {
        return new Identity(Kind.SESSION, owner.name(), owner.role(), KeyLimits.NONE, true);
    }

    /** This identity as histories keep it. */
    public AuditEntry.Actor actor() {
        return new AuditEntry.Actor(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), name);
    }

    /** The identity that was attached to a request. */
    public static Identity of(HttpServletRequest request) {
        return Objects.requireNonNull(find(request), "the gate attaches identities");
    }

    /** The identity that was attached to a request; null if there is none. */
    public static @Nullable Identity find(HttpServletRequest request) {
        return (Identity) request.getAttribute(ATTRIBUTE);
    }

    /** Attaches this identity to a request. */
    public void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Returns the refusal of a request that needs one of some roles; null if this role is among them. */
    public @Nullable Problem refusal(Set<Role> roles) {
        if (roles.contains(role)) {
            return null;
        }
        String needed = roles.stream().sorted().map(Role::wireName).collect(Collectors.joining(" or "));
        return new Problem(
                        Problem.Type.PERMISSION_DENIED,
                        "This needs a key with the role " + needed + "; \"" + name + "\" has the role "
                                + role.wireName() + ".")
                .with("role", needed);
    }

    /**
     * Checks the restrictions of the key for a mail.
     *
     * @param campaign null for none
     * @param sender null if another program chooses it
     * @throws ProblemException naming the field and the rule
     */
    public void checkSubmission(@Nullable String campaign, @Nullable EmailAddress sender) throws ProblemException {
        if (!limits.allowsCampaign(campaign)) {
            throw outside(
                    "campaign", "campaignPrefix", "campaigns that begin with \"" + limits.campaignPrefix() + "\"");
        }
        if (!limits.allowsSender(sender)) {
            throw outside("from", "fromDomains", "senders at " + String.join(", ", limits.fromDomains()));
        }
    }

    private ProblemException outside(String field, String rule, String allowed) {
        return new ProblemException(
                new Problem(Problem.Type.PERMISSION_DENIED, "The key \"" + name + "\" only allows " + allowed + ".")
                        .with("field", field)
                        .with("rule", rule));
    }

    /** An address as this role is shown it. */
    public String shown(EmailAddress address) {
        return role.isShownAddresses() ? address.toString() : address.masked();
    }

    /** A text, such as a server's reply, with its addresses as this role is shown them. */
    public @Nullable String shown(@Nullable String text) {
        return text == null || role.isShownAddresses() ? text : masked(text);
    }

    /** A text with its addresses masked. */
    public static String masked(String text) {
        return ADDRESS.matcher(text).replaceAll(Identity::masked);
    }

    private static String masked(MatchResult found) {
        String address = found.group();
        return Matcher.quoteReplacement(
                address.substring(0, address.offsetByCodePoints(0, 1)) + "***@" + found.group(1));
    }
}
