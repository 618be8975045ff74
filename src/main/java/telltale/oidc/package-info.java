/** Signing in by OpenID Connect (OpenID Connect Core 1.0, code flow with PKCE). */
@NullMarked
package telltale.oidc;

import org.jspecify.annotations.NullMarked;
