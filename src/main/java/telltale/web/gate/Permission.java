package telltale.web.gate;

import java.util.EnumSet;
import java.util.Set;
import telltale.model.Role;

/** The sets of roles that routes accept; an administrator is in each. */
final class Permission {
    /** Every key. */
    static final Set<Role> ANY = Set.copyOf(EnumSet.allOf(Role.class));
    /** Submitting mail. */
    static final Set<Role> SUBMIT = Set.of(Role.SEND, Role.ADMIN);
    /** Reading about people and their mail. */
    static final Set<Role> READ = Set.of(Role.READ, Role.OPERATOR, Role.ADMIN);
    /** Reading the figures of campaigns. */
    static final Set<Role> STATISTICS = Set.of(Role.ANALYST, Role.READ, Role.OPERATOR, Role.ADMIN);
    /** The progress of a message: for its sender, who alone got its id, and for those who read everything. */
    static final Set<Role> PROGRESS = Set.of(Role.SEND, Role.READ, Role.OPERATOR, Role.ADMIN);
    /** Reading data of a person by the address, and changing what operators change. */
    static final Set<Role> OPERATE = Set.of(Role.OPERATOR, Role.ADMIN);
    /** Everything else. */
    static final Set<Role> ADMINISTER = Set.of(Role.ADMIN);

    private Permission() {}
}
